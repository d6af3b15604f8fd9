package io.herald.http;

import io.herald.protocol.message.MessageId;
import java.nio.charset.StandardCharsets;

/** The parameter {@code id}: a message id as clients print it. */
final class MessageIdParameter {
  private MessageIdParameter() {}

  /** The id, or 400. */
  static long of(QueryParameters query) {
    String text = query.require("id", "MISSING_ARG_ID");
    byte[] digits = text.getBytes(StandardCharsets.UTF_8);
    long id = digits.length == MessageId.LENGTH ? MessageId.decode(digits, 0) : MessageId.NONE;
    if (id == MessageId.NONE) {
      throw new HttpError(
          400, "INVALID_ARG_ID - id is 16 of the digits 0-9 and a-f, as clients print it");
    }
    return id;
  }
}
