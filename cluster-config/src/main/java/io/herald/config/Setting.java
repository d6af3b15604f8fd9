package io.herald.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One key of the configuration. Flags, environment, HOCON, nsqd TOML, the help text and {@code
 * herald config show} are all derived from it.
 *
 * @param name the flag without dashes, kebab-case: {@code msg-timeout}
 * @param type how values are written
 * @param fallback the default, worked out on this machine
 * @param range what the value must satisfy beyond its type
 * @param validRange that as a phrase that completes "must be ..."
 * @param zeroMeans what 0 stands for, worked out on this machine; null if 0 is just 0
 * @param description one or two sentences for the help
 * @param inNsqd whether nsqd has a flag of this name and meaning
 */
public record Setting<T>(
    String name,
    ValueType<T> type,
    Supplier<T> fallback,
    Predicate<T> range,
    String validRange,
    Supplier<T> zeroMeans,
    String description,
    boolean inNsqd) {
  private static final Map<String, String> NSQD_KEYS =
      Map.of("node-id", "id", "auth-http-address", "auth_http_addresses");

  static <T> Setting<T> of(String name, ValueType<T> type, T fallback, String description) {
    return derived(name, type, () -> fallback, description);
  }

  /** A setting whose default is worked out on this machine. */
  static <T> Setting<T> derived(
      String name, ValueType<T> type, Supplier<T> fallback, String description) {
    return new Setting<>(name, type, fallback, any -> true, type.form(), null, description, false);
  }

  /** Bounds the value, both ends included. */
  static <T extends Comparable<T>> Setting<T> within(T least, T most, Setting<T> setting) {
    String bounds =
        setting.type.form()
            + " from "
            + setting.type.writer().apply(least)
            + " to "
            + setting.type.writer().apply(most);
    return setting.matching(
        value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0, bounds);
  }

  /** Restricts the value by a rule; {@code phrase} completes "must be ...". */
  Setting<T> matching(Predicate<T> rule, String phrase) {
    return new Setting<>(name, type, fallback, rule, phrase, zeroMeans, description, inNsqd);
  }

  /** Marks a setting that nsqd has too, so that it is also read from nsqd's TOML file. */
  Setting<T> asInNsqd() {
    return new Setting<>(name, type, fallback, range, validRange, zeroMeans, description, true);
  }

  /** Makes the default, written 0, stand for a value worked out from this machine. */
  Setting<T> zeroMeaning(Supplier<T> worked) {
    return new Setting<>(name, type, fallback, range, validRange, worked, description, inNsqd);
  }

  /** {@code msg-timeout} as {@code HERALD_MSG_TIMEOUT}. */
  public String environmentName() {
    return "HERALD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The key in nsqd's TOML file: the flag with underscores, with two exceptions. */
  public String nsqdKey() {
    return NSQD_KEYS.getOrDefault(name, name.replace('-', '_'));
  }

  /** Whether the flag may be given more than once. */
  public boolean repeatable() {
    return type.repeatable();
  }

  /** What to write after the flag in the help: {@code duration}, {@code host:port}. */
  public String label() {
    return type.label();
  }

  /** The default as it would be written. */
  public String defaultText() {
    return type.writer().apply(fallback.get());
  }

  /** A value of this setting as text that reads back to the same value. */
  public String write(T value) {
    return type.writer().apply(value);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException with the phrase "must be ..." if it is out of range
   */
  T read(List<String> texts) {
    T value;
    try {
      value = type.parser().apply(texts);
    } catch (IllegalArgumentException | ArithmeticException unreadable) {
      throw new IllegalArgumentException("must be " + validRange, unreadable);
    }
    if (!range.test(value)) {
      throw new IllegalArgumentException("must be " + validRange);
    }
    return resolved(value);
  }

  T defaultValue() {
    return resolved(fallback.get());
  }

  /** The default is what is written 0, so only that is replaced. */
  private T resolved(T value) {
    return zeroMeans != null && value.equals(fallback.get()) ? zeroMeans.get() : value;
  }
}
