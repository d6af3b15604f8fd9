package io.herald.http;

import io.herald.broker.seek.SeekTarget;
import io.herald.protocol.message.MessageId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a channel is to go on, as a parameter or as the body of Youzan's /channel/setoffset. */
final class SeekParameter {
  private static final Instant LAST = Instant.parse("2262-01-01T00:00:00Z");
  private static final Pattern TAGGED = Pattern.compile("([a-z_]+):(.+)", Pattern.DOTALL);

  private SeekParameter() {}

  /**
   * Reads {@code beginning}, {@code end}, {@code offset:N}, {@code timestamp:T} or {@code id:ID}.
   *
   * @param name of the parameter, for the refusal
   */
  static SeekTarget parse(String name, String text) {
    if (text.equals("beginning")) {
      return SeekTarget.BEGINNING;
    } else if (text.equals("end")) {
      return SeekTarget.END;
    }
    Matcher tagged = TAGGED.matcher(text);
    if (tagged.matches()) {
      String value = tagged.group(2);
      switch (tagged.group(1)) {
        case "offset":
          return SeekTarget.offset(number(name + "=offset:N", value, MessageId.OFFSET_MAX));
        case "timestamp":
          return SeekTarget.time(time(name, value));
        case "id":
          return message(name, value);
        default:
          break;
      }
    }
    throw invalid(name);
  }

  static HttpError invalid(String name) {
    return new HttpError(
        400,
        name
            + ": must be beginning, end, offset:N, timestamp:T (unix ms or RFC 3339) or id:ID (16"
            + " hex digits)");
  }

  /** Reads {@code timestamp:SECONDS}, {@code msgcount:N} or {@code special:-1}. */
  static SeekTarget ofYouzan(String body) {
    Matcher tagged = TAGGED.matcher(body.strip());
    String kind = tagged.matches() ? tagged.group(1) : "";
    switch (kind) {
      case "timestamp":
        long last = LAST.getEpochSecond();
        return SeekTarget.time(
            Instant.ofEpochSecond(number("timestamp:SECONDS", tagged.group(2), last)));
      case "msgcount":
        return SeekTarget.count(number("msgcount:N", tagged.group(2), MessageId.OFFSET_MAX));
      case "special":
        if (tagged.group(2).equals("-1")) {
          return SeekTarget.END;
        }
        throw new HttpError(400, "special: must be -1, the end");
      case "virtual_queue":
        throw new HttpError(
            400, "virtual_queue: positions are offsets of messages here, not of bytes");
      default:
        throw new HttpError(400, "body: must be timestamp:SECONDS, msgcount:N or special:-1");
    }
  }

  private static long number(String name, String text, long max) {
    if (text.matches("[0-9]{1,18}")) {
      long value = Long.parseLong(text);
      if (value <= max) {
        return value;
      }
    }
    throw new HttpError(400, name + ": must be 0 to " + max);
  }

  /** A time of a message: unix ms or RFC 3339. */
  static SeekTarget moment(String name, String text) {
    return SeekTarget.time(instant(name, text));
  }

  private static Instant time(String name, String text) {
    return instant(name + "=timestamp:T", text);
  }

  private static Instant instant(String name, String text) {
    try {
      Instant time =
          text.matches("[0-9]{1,18}")
              ? Instant.ofEpochMilli(Long.parseLong(text))
              : OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException noTime) {
      // the same answer
    }
    throw new HttpError(400, name + ": must be unix ms or RFC 3339, from 1970 to 2261");
  }

  private static SeekTarget message(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long id = bytes.length == MessageId.LENGTH ? MessageId.decode(bytes, 0) : MessageId.NONE;
    if (id == MessageId.NONE) {
      throw new HttpError(400, name + "=id:ID: must be the 16 hex digits of a message id");
    }
    return SeekTarget.message(MessageId.partition(id), MessageId.offset(id), 0);
  }
}
