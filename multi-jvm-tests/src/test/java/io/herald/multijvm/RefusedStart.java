package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.AbstractStringAssert;

/** A node that cannot start: exit code 1, and the reason in one line of its output. */
final class RefusedStart {
  private RefusedStart() {}

  /**
   * Starts one that must not come up.
   *
   * @param reason how the line goes on behind {@code herald: cannot start: }
   * @return all that it printed, with a line before it
   */
  static AbstractStringAssert<?> expect(LaunchOptions options, String reason) {
    return assertThatThrownBy(() -> BrokerProcess.start(options))
        .hasMessageContaining("ended with 1")
        .hasMessageContaining("herald: cannot start: " + reason)
        .message()
        .doesNotContain("\tat ")
        .doesNotContain("Exception");
  }
}
