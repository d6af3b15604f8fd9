package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpProbe.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trace, peek and verify refuse; what they answer is shown with a whole node. */
class InspectRoutesTest {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/message/trace|MISSING_ARG_TOPIC",
        "/message/trace?topic=a%20b|INVALID_ARG_TOPIC",
        "/message/trace?topic=t|MISSING_ARG_ID",
        "/message/trace?topic=t&id=1|INVALID_ARG_ID - id is 16 of the digits 0-9 and a-f",
        "/message/trace?topic=t&id=000000000000000G|INVALID_ARG_ID - id is 16",
        "/message/trace?topic=t&id=000000000000000A|INVALID_ARG_ID - id is 16",
        "/message/trace?topic=t&id=ffffffffffffffff|INVALID_ARG_ID - id is 16",
        "/message/trace?topic=t&id=0000000000000001&body=all|INVALID_ARG_BODY - body is one of",
        "/channel/peek?channel=c|MISSING_ARG_TOPIC",
        "/channel/peek?topic=t|MISSING_ARG_CHANNEL",
        "/channel/peek?topic=t&channel=|INVALID_ARG_CHANNEL",
        "/channel/peek?topic=t&channel=c&state=dead|INVALID_ARG_STATE - state is one of ready,",
        "/channel/peek?topic=t&channel=c&limit=0|INVALID_ARG_LIMIT - limit is a number from 1 to",
        "/channel/peek?topic=t&channel=c&limit=1001|INVALID_ARG_LIMIT - limit is a number from 1",
        "/channel/peek?topic=t&channel=c&limit=-1|INVALID_ARG_LIMIT - limit is a number from 1",
        "/channel/peek?topic=t&channel=c&limit=x|INVALID_ARG_LIMIT - limit is a number from 1",
        "/topic/describe|MISSING_ARG_TOPIC",
        "/topic/describe?topic=a%20b|INVALID_ARG_TOPIC",
        "/verify?topic=a%20b|INVALID_ARG_TOPIC",
        "/verify?topic=|INVALID_ARG_TOPIC",
      })
  void badInputIsNamed(String target, String message) {
    Reply reply = node.probe().get(target);
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.text()).startsWith("{\"message\":\"" + message);
  }
}
