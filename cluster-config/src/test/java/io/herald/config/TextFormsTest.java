package io.herald.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, sizes and addresses as people write them. */
class TextFormsTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "250ms, PT0.25S",
    "30s, PT30S",
    "1h30m, PT1H30M",
    "1.5h, PT1H30M",
    "90m, PT1H30M",
    "1m0s, PT1M",
    "100us, PT0.0001S",
    "100µs, PT0.0001S",
    "7ns, PT0.000000007S",
    "+2s, PT2S",
    "720h, PT720H",
    "1h1m1s1ms, PT1H1M1.001S"
  })
  void goDurationsAreRead(String text, String expected) {
    Duration duration = GoDuration.parse(text);
    assertThat(duration).isEqualTo(Duration.parse(expected));
    assertThat(GoDuration.parse(GoDuration.format(duration))).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1d", "1 s", "-1s", "1s2", "1h 30m", ".5h"})
  void whatGoWouldRefuseAndWeCannotReadIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1500, 1500", "64KiB, 65536", "1 mib, 1048576", "2GiB, 2147483648", "9b, 9"})
  void sizesAreRead(String text, long expected) {
    assertThat(ByteSize.parse(text)).isEqualTo(expected);
    assertThat(ByteSize.parse(ByteSize.format(expected))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:4150, 0.0.0.0:4150",
    ":4150, 0.0.0.0:4150",
    "[::1]:0, [::1]:0",
    "host:1, host:1"
  })
  void addressesAreRead(String text, String written) {
    assertThat(Endpoint.parse(text)).hasToString(written);
  }

  @Test
  void theNodeIdOfAHostIsBelow1024() {
    assertThat(Host.nodeId()).isBetween(0, 1023);
  }
}
