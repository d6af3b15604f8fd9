package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.InstanceOfAssertFactories;

/** A node that cannot start: exit code 1, and the reason as the only line of its output. */
final class RefusedStart {
  /** What {@link ChildProcess} says before the output: how it ended, and where the log is. */
  private static final int LINES_BEFORE = 2;

  private RefusedStart() {}

  /**
   * Starts one that must not come up.
   *
   * @param reason how the line goes on behind {@code herald: cannot start: }
   * @return all that it printed, with a line before it
   */
  static AbstractStringAssert<?> expect(LaunchOptions options, String reason) {
    Throwable refusal = catchThrowable(() -> BrokerProcess.start(options));
    assertThat(refusal).as("it has started").isNotNull();
    String output = refusal.getMessage();
    assertThat(output).startsWith("ended with 1:\n");
    assertThat(output.lines().skip(LINES_BEFORE).filter(RefusedStart::isLast))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("herald: cannot start: " + reason);
    return assertThat(output);
  }

  /** What a node says while it waits is no part of its end. */
  private static boolean isLast(String line) {
    return !line.contains(": waiting for Cassandra at ")
        && !line.contains(": joining the cluster for ");
  }
}
