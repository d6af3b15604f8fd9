package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpProbe.Reply;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trace, peek and verify refuse; what they answer is shown with a whole node. */
class InspectRoutesTest {
  @RegisterExtension static final TestNode node = TestNode.start();

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
        "/channel/peek?topic=t&channel=c&state=lost|INVALID_ARG_STATE - state is one of ready,",
        "/channel/peek?topic=t&channel=c&limit=0|INVALID_ARG_LIMIT - limit is a number from 1 to",
        "/channel/peek?topic=t&channel=c&limit=1001|INVALID_ARG_LIMIT - limit is a number from 1",
        "/channel/peek?topic=t&channel=c&limit=-1|INVALID_ARG_LIMIT - limit is a number from 1",
        "/channel/peek?topic=t&channel=c&limit=x|INVALID_ARG_LIMIT - limit is a number from 1",
        "/message/search|MISSING_ARG_TOPIC",
        "/message/search?topic=t&partition=1024|partition: must be a number from 0 to 1023",
        "/message/search?topic=t&limit=0|limit: must be a number from 1 to 1000",
        "/message/search?topic=t&limit=1001|limit: must be a number from 1 to 1000",
        "/message/search?topic=t&scan=67108865|scan: must be a number from 1 to 67108864",
        "/message/search?topic=t&scan=x|scan: must be a number from 1 to 67108864",
        "/message/search?topic=t&from=yesterday|from: must be beginning, end, offset:N",
        "/message/search?topic=t&from=2026-13-01|from: must be unix ms or RFC 3339",
        "/message/search?topic=t&to=now|to: must be unix ms or RFC 3339, from 1970 to 2261",
        "/message/search?topic=t&field=a.b|field, value: must be given together",
        "/message/search?topic=t&value=1|field, value: must be given together",
        "/message/search?topic=t&body=all|INVALID_ARG_BODY - body is one of",
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
