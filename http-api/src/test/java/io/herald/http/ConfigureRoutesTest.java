package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpProbe.Reply;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before any topic is asked; the rest is in the tests of a whole node. */
class ConfigureRoutesTest {
  @RegisterExtension static final TestNode node = TestNode.start();
  private static final HttpProbe http = node.probe();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/topic/config?topic=t | name a setting to change: NAME=VALUE",
        "/topic/config?ttl=1s | MISSING_ARG_TOPIC",
        "/topic/config?topic=t&ttl=later | ttl: must be a duration such as 250ms, 30s or 1h30m",
        "/topic/config?topic=t&limit_bytes=-1 | limit-bytes: must be a size such as",
        "/topic/config?topic=t&when-full=wait | when-full: must be one of reject, drop-oldest",
        "/topic/config?topic=t&max-attempts=1 | max-attempts: no such setting; there are",
        "/channel/config?topic=t&max-attempts=1 | MISSING_ARG_CHANNEL",
        "/channel/config?topic=t&channel=c&max-attempts=65536 | max-attempts: must be a whole"
            + " number from 0 to 65535",
        "/channel/config?topic=t&channel=c&dead_letter_topic=a%20b | dead-letter-topic: must be a",
        "/channel/config?topic=t&channel=c&dead-letter-topic=t | dead-letter-topic: must be another",
      })
  void badInputIsNamed(String target, String message) {
    Reply reply = http.post(target, "");
    assertThat(reply.text()).startsWith("{\"message\":\"" + message);
    assertThat(reply.code()).isEqualTo(400);
  }
}
