package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.broker.seek.SeekTarget;
import io.herald.protocol.message.MessageId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeekParameterTest {
  @Test
  void aTargetIsAPlaceAnOffsetATimeOrAMessage() {
    assertThat(SeekParameter.parse("to", "beginning")).isEqualTo(SeekTarget.BEGINNING);
    assertThat(SeekParameter.parse("to", "end")).isEqualTo(SeekTarget.END);
    assertThat(SeekParameter.parse("to", "offset:0")).isEqualTo(SeekTarget.offset(0));
    assertThat(SeekParameter.parse("to", "offset:281474976710655"))
        .isEqualTo(SeekTarget.offset(MessageId.OFFSET_MAX));
    assertThat(SeekParameter.parse("to", "id:000200000000002a"))
        .isEqualTo(SeekTarget.message(2, 42, 0));
  }

  @Test
  void aTimeIsInUnixMillisecondsOrRfc3339() {
    SeekTarget time = SeekTarget.time(Instant.parse("2026-11-26T09:30:00.250Z"));
    assertThat(SeekParameter.parse("to", "timestamp:1795685400250")).isEqualTo(time);
    assertThat(SeekParameter.parse("to", "timestamp:2026-11-26T09:30:00.250Z")).isEqualTo(time);
    assertThat(SeekParameter.parse("to", "timestamp:2026-11-26T10:30:00.25+01:00")).isEqualTo(time);
    assertThat(SeekParameter.parse("to", "timestamp:0")).isEqualTo(SeekTarget.time(Instant.EPOCH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''              | to: must be beginning, end, offset:N, timestamp:T",
        "Beginning       | to: must be beginning",
        "offset          | to: must be beginning",
        "offset:         | to: must be beginning",
        "somewhere:3     | to: must be beginning",
        "offset:-1       | to=offset:N: must be 0 to 281474976710655",
        "offset:281474976710656 | to=offset:N: must be 0 to 281474976710655",
        "offset:99999999999999999999 | to=offset:N: must be 0 to 281474976710655",
        "offset:1x       | to=offset:N: must be 0 to 281474976710655",
        "timestamp:x     | to=timestamp:T: must be unix ms or RFC 3339, from 1970 to 2261",
        "timestamp:-1    | to=timestamp:T: must be unix ms or RFC 3339",
        "timestamp:999999999999999999 | to=timestamp:T: must be unix ms or RFC 3339",
        "timestamp:2026-11-26 | to=timestamp:T: must be unix ms or RFC 3339",
        "timestamp:1969-12-31T23:59:59Z | to=timestamp:T: must be unix ms or RFC 3339",
        "id:42           | to=id:ID: must be the 16 hex digits of a message id",
        "id:00020000000000zz | to=id:ID: must be the 16 hex digits",
        "id:f00200000000002a | to=id:ID: must be the 16 hex digits",
      })
  void anythingElseIsRefusedWithTheParameterAndItsRange(String text, String message) {
    assertThatThrownBy(() -> SeekParameter.parse("to", text))
        .isInstanceOfSatisfying(HttpError.class, error -> assertThat(error.status()).isEqualTo(400))
        .hasMessageStartingWith(message);
  }

  @Test
  void youzansBodiesAreUnderstood() {
    assertThat(SeekParameter.ofYouzan("timestamp:1795685400"))
        .isEqualTo(SeekTarget.time(Instant.ofEpochSecond(1_795_685_400)));
    assertThat(SeekParameter.ofYouzan("msgcount:17\n")).isEqualTo(SeekTarget.count(17));
    assertThat(SeekParameter.ofYouzan("special:-1")).isEqualTo(SeekTarget.END);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | body: must be timestamp:SECONDS, msgcount:N or special:-1",
        "end            | body: must be timestamp:SECONDS, msgcount:N or special:-1",
        "offset:4       | body: must be timestamp:SECONDS, msgcount:N or special:-1",
        "special:0      | special: must be -1, the end",
        "virtual_queue:9 | virtual_queue: positions are offsets of messages here, not of bytes",
        "msgcount:-1    | msgcount:N: must be 0 to 281474976710655",
        "timestamp:1795685400250 | timestamp:SECONDS: must be 0 to 9214646400",
      })
  void whatYouzanHasAndHeraldHasNotIsRefused(String body, String message) {
    assertThatThrownBy(() -> SeekParameter.ofYouzan(body))
        .isInstanceOfSatisfying(HttpError.class, error -> assertThat(error.status()).isEqualTo(400))
        .hasMessage(message);
  }
}
