package io.herald.protocol.command;

import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.error.ProtocolException;
import io.herald.protocol.message.PublishKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What PUB, MPUB and DPUB may say behind their topic, in any order, where nsqd ignores it (Herald
 * only). Clients that do not look at topic names, as go-nsq, can be given it as part of the name.
 *
 * <pre>
 *   PUB topic once=order-17 key=customer-5
 * </pre>
 *
 * @param partitionKey messages with the same one go to the same partition; empty = none
 * @param once a repeat with the same key is not stored; empty = none
 */
public record PublishOptions(String partitionKey, Optional<PublishKey> once) {
  /** Nothing is said, as nearly always. */
  public static final PublishOptions NONE = new PublishOptions("", Optional.empty());

  private static final byte[] ONCE = "once=".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEY = "key=".getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST_TOKEN = 2; // behind the command and the topic

  /** Reads them; whatever else is there is ignored. */
  static PublishOptions read(String command, CommandLine line) throws ProtocolException {
    PublishOptions options = NONE;
    for (int token = FIRST_TOKEN; token < line.count(); token++) {
      if (line.startsWith(token, ONCE)) {
        PublishKey key = PublishKey.of(checked(command, line, token, ONCE));
        options = new PublishOptions(options.partitionKey, Optional.of(key));
      } else if (line.startsWith(token, KEY)) {
        options = new PublishOptions(checked(command, line, token, KEY), options.once);
      }
    }
    return options;
  }

  private static String checked(String command, CommandLine line, int token, byte[] name)
      throws ProtocolException {
    String key = line.text(token).substring(name.length);
    if (!PublishKey.isValid(key)) {
      String what = new String(name, StandardCharsets.US_ASCII);
      throw new ProtocolException(
          ErrorCode.E_BAD_KEY, command + " " + what + " takes " + PublishKey.RULE);
    }
    return key;
  }

  /** The first token behind the topic that is none of them, or else the first. */
  static int firstOther(CommandLine line) {
    for (int token = FIRST_TOKEN; token < line.count(); token++) {
      if (!line.startsWith(token, ONCE) && !line.startsWith(token, KEY)) {
        return token;
      }
    }
    return FIRST_TOKEN;
  }
}
