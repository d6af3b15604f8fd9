package io.herald.broker.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nsqd's rules: nsqd.go, New, and internal/statsd/host.go. */
class StatsdPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "nsq.%s,    10.0.0.1,     4151, nsq.10_0_0_1_4151.",
    "nsq.%s.,   node.example, 80,   nsq.node_example_80.",
    "%s.%s,     h,            1,    h_1.h_1.",
    "fixed,     h,            1,    fixed.",
    "'',        h,            1,    ''",
    "%s,        ::1,          4151, [__1]_4151.",
  })
  void thePrefixNamesTheNode(String configured, String address, int port, String prefix) {
    assertThat(StatsdPrefix.of(configured, address, port)).isEqualTo(prefix);
  }
}
