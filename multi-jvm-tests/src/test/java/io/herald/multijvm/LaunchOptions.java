package io.herald.multijvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a broker. Addresses are free ports of 127.0.0.1 unless flags say otherwise.
 *
 * @param wrapper what the command is put behind, such as {@code ip netns exec NAME}; replaces
 *     itself by the command
 * @param flags command line flags that Herald and nsqd share
 * @param heraldFlags flags that only Herald has
 * @param javaOptions options for Herald's JVM
 * @param maxHeapMebibytes the JVM's -Xmx
 * @param dataPath where to keep data; null for a new directory that is deleted on close
 */
public record LaunchOptions(
    List<String> wrapper,
    List<String> flags,
    List<String> heraldFlags,
    List<String> javaOptions,
    int maxHeapMebibytes,
    Path dataPath) {
  private static final int DEFAULT_HEAP = 512;

  public LaunchOptions {
    wrapper = List.copyOf(wrapper);
    flags = List.copyOf(flags);
    heraldFlags = List.copyOf(heraldFlags);
    javaOptions = List.copyOf(javaOptions);
  }

  public static LaunchOptions defaults() {
    return new LaunchOptions(List.of(), List.of(), List.of(), List.of(), DEFAULT_HEAP, null);
  }

  /** With a flag that nsqd has too, such as {@code --max-rdy-count}. */
  public LaunchOptions with(String flag, String value) {
    return new LaunchOptions(
        wrapper, plus(flags, flag, value), heraldFlags, javaOptions, maxHeapMebibytes, dataPath);
  }

  /** With a flag that holds its value or has none, such as {@code --tls-required=tcp-https}. */
  public LaunchOptions with(String flag) {
    List<String> longer = new ArrayList<>(flags);
    longer.add(flag);
    return new LaunchOptions(wrapper, longer, heraldFlags, javaOptions, maxHeapMebibytes, dataPath);
  }

  /** With a flag that only Herald has; left out when the broker is nsqd. */
  public LaunchOptions withHerald(String flag, String value) {
    return new LaunchOptions(
        wrapper, flags, plus(heraldFlags, flag, value), javaOptions, maxHeapMebibytes, dataPath);
  }

  /** With an option for Herald's JVM, such as {@code -Dname=value}. */
  public LaunchOptions withJavaOption(String option) {
    List<String> longer = new ArrayList<>(javaOptions);
    longer.add(option);
    return new LaunchOptions(wrapper, flags, heraldFlags, longer, maxHeapMebibytes, dataPath);
  }

  public LaunchOptions withMaxHeapMebibytes(int mebibytes) {
    return new LaunchOptions(wrapper, flags, heraldFlags, javaOptions, mebibytes, dataPath);
  }

  public LaunchOptions withDataPath(Path path) {
    return new LaunchOptions(wrapper, flags, heraldFlags, javaOptions, maxHeapMebibytes, path);
  }

  /** With a program that runs the command, such as {@code ip netns exec NAME}. */
  public LaunchOptions withWrapper(List<String> program) {
    return new LaunchOptions(program, flags, heraldFlags, javaOptions, maxHeapMebibytes, dataPath);
  }

  private static List<String> plus(List<String> list, String flag, String value) {
    List<String> longer = new ArrayList<>(list);
    longer.add(flag);
    longer.add(value);
    return longer;
  }
}
