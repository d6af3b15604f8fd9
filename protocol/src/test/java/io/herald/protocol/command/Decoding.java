package io.herald.protocol.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.protocol.command.ClientCommand.Auth;
import io.herald.protocol.command.ClientCommand.Dpub;
import io.herald.protocol.command.ClientCommand.Identify;
import io.herald.protocol.command.ClientCommand.Mpub;
import io.herald.protocol.command.ClientCommand.Pub;
import io.herald.protocol.error.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/** What a decoder makes of bytes, as text that can be compared. */
final class Decoding {
  /** Small enough that tests reach every limit. */
  static final ProtocolLimits SMALL = new ProtocolLimits(80, 50, 120, 100, 5000);

  private Decoding() {}

  /** Decodes one whole input; a refusal is the last entry. */
  static List<String> all(SessionPhase phase, byte[] input) {
    List<String> seen = new ArrayList<>();
    CommandDecoder decoder = new CommandDecoder(SMALL);
    decoder.feed(input, 0, input.length);
    drain(decoder, phase, seen);
    return seen;
  }

  /** Adds what the decoder has whole; answers whether it may be used again. */
  static boolean drain(CommandDecoder decoder, SessionPhase phase, List<String> seen) {
    try {
      for (ClientCommand next = decoder.next(phase); next != null; next = decoder.next(phase)) {
        seen.add(describe(next));
      }
      return true;
    } catch (ProtocolException refusal) {
      seen.add((refusal.isSilent() ? "closed: " : "") + refusal.getMessage());
      return false;
    }
  }

  static String describe(ClientCommand command) {
    if (command instanceof Pub pub) {
      return "PUB "
          + pub.topic()
          + options(pub)
          + " "
          + text(pub.array(), pub.from(), pub.length());
    }
    if (command instanceof Dpub dpub) {
      String body = text(dpub.array(), dpub.from(), dpub.length());
      return "DPUB " + dpub.topic() + options(dpub) + " " + dpub.delayMillis() + " " + body;
    }
    if (command instanceof Mpub mpub) {
      List<String> bodies = new ArrayList<>();
      mpub.forEachBody((array, from, length) -> bodies.add(text(array, from, length)));
      return "MPUB "
          + mpub.topic()
          + options(mpub)
          + " "
          + mpub.count()
          + "/"
          + mpub.bodyBytes()
          + " "
          + bodies;
    }
    if (command instanceof Identify identify) {
      return "IDENTIFY " + text(identify.array(), identify.from(), identify.length());
    }
    if (command instanceof Auth auth) {
      return "AUTH " + text(auth.array(), auth.from(), auth.length());
    }
    return command.toString();
  }

  private static String options(ClientCommand.Publish publish) {
    PublishOptions options = publish.options();
    String key = options.partitionKey().isEmpty() ? "" : " key=" + options.partitionKey();
    return options.once().map(once -> " once=" + Long.toHexString(once.high())).orElse("") + key;
  }

  private static String text(byte[] array, int from, int length) {
    return new String(array, from, length, ISO_8859_1);
  }
}
