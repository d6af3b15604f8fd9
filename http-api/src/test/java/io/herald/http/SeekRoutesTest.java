package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpProbe.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before any partition is asked; the rest is in the tests of a whole node. */
class SeekRoutesTest {
  @RegisterExtension static final TestNode node = TestNode.start();
  private static final HttpProbe http = node.probe();

  private static void expectRefusal(Reply reply, int status, String message) {
    assertThat(reply.text()).startsWith("{\"message\":\"" + message);
    assertThat(reply.code()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/channel/seek?topic=t&channel=c | 400 | to: must be beginning, end",
        "/channel/seek?channel=c&to=end | 400 | MISSING_ARG_TOPIC",
        "/channel/seek?topic=t&to=end | 400 | MISSING_ARG_CHANNEL",
        "/channel/seek?topic=t&channel=c&to=next | 400 | to: must be beginning, end",
        "/channel/seek?topic=t&channel=c&to=end&dry_run=yes | 400 | dry_run: must be true or false",
        "/channel/seek?topic=t&channel=c&to=end&partition=-1 | 400 | partition: must be 0 to 32767",
        "/channel/seek?topic=t&channel=c&to=end&partition=32768 | 400 | partition: must be 0 to",
        "/channel/seek?topic=t&channel=c&to=id:0000000000000001&partition=0 | 400 | partition: an",
        "/channel/create?topic=t&channel=c&from=now | 400 | from: must be beginning, end",
        "/channel/create?topic=t&channel=c&from=offset:x | 400 | from=offset:N: must be 0 to",
        "/channel/setoffset?topic=t&channel=c | 400 | body: must be timestamp:SECONDS",
        "/channel/seek?topic=t&channel=c&to=end | 503 | there are no partitions here",
      })
  void badInputIsNamed(String target, int status, String message) {
    expectRefusal(http.post(target, ""), status, message);
  }

  @Test
  void aBodyOfYouzansIsShort() {
    expectRefusal(
        http.post("/channel/setoffset?topic=t&channel=c", "x".repeat(257)), 413, "BODY_TOO_BIG");
    expectRefusal(
        http.post("/channel/setoffset?topic=t&channel=c", "virtual_queue:77"),
        400,
        "virtual_queue: positions are offsets");
  }
}
