package io.herald.lookup.tcp;

import io.herald.lookup.registry.Registration;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the bytes of one connection into commands and checks them in nsqlookupd's order, with its
 * errors. Never throws on input, and holds at most one line or body.
 *
 * <pre>
 *   connection  magic "  V1"  command*
 *   command     word ( ' ' parameter )* '\n'        surrounding white space is ignored
 *   IDENTIFY    '\n'  size:int32  JSON of that size
 * </pre>
 *
 * Text is read as ISO-8859-1, so that an error repeats whatever bytes it quotes.
 */
public final class LookupCommandDecoder {
  /** The longest line that is read; a valid one has at most 142 bytes. nsqlookupd has no limit. */
  public static final int LINE_BYTES_MAX = 4096;

  /** The largest IDENTIFY body; nsqd's has some 200 bytes. nsqlookupd has no limit. */
  public static final int BODY_BYTES_MAX = 16 * 1024;

  private static final int MAGIC = 0x20205631; // "  V1"
  private static final int SIZE_BYTES = 4;

  private enum Expecting {
    MAGIC,
    LINE,
    BODY_SIZE,
    BODY,
    NOTHING
  }

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private Expecting expecting = Expecting.MAGIC;
  private int bodyBytes;
  private boolean identified;

  /** The commands that these bytes complete, in order; nothing after a {@code Refused}. */
  public List<LookupCommand> decode(ByteBuffer bytes) {
    List<LookupCommand> commands = new ArrayList<>();
    while (bytes.hasRemaining() && expecting != Expecting.NOTHING) {
      step(bytes, commands);
    }
    return commands;
  }

  /** What the end of the input means: an error if it came within IDENTIFY, else nothing. */
  public List<LookupCommand> end() {
    Expecting missing = expecting;
    expecting = Expecting.NOTHING;
    if (missing == Expecting.BODY_SIZE) {
      return List.of(new LookupCommand.Refused(LookupError.BODY_SIZE_UNREAD));
    } else if (missing == Expecting.BODY) {
      return List.of(new LookupCommand.Refused(LookupError.BODY_UNREAD));
    }
    return List.of();
  }

  private void step(ByteBuffer bytes, List<LookupCommand> commands) {
    switch (expecting) {
      case MAGIC -> {
        if (hold(bytes, SIZE_BYTES)) {
          onMagic(taken(), commands);
        }
      }
      case LINE -> readLine(bytes, commands);
      case BODY_SIZE -> {
        if (hold(bytes, SIZE_BYTES)) {
          onBodySize(taken().getInt(), commands);
        }
      }
      case BODY -> {
        if (hold(bytes, bodyBytes)) {
          onBody(taken().array(), commands);
        }
      }
      case NOTHING -> bytes.position(bytes.limit());
    }
  }

  /** Moves bytes until so many are held; whether they are. */
  private boolean hold(ByteBuffer bytes, int count) {
    while (held.size() < count && bytes.hasRemaining()) {
      held.write(bytes.get());
    }
    return held.size() == count;
  }

  private ByteBuffer taken() {
    byte[] taken = held.toByteArray();
    held.reset();
    return ByteBuffer.wrap(taken);
  }

  private void onMagic(ByteBuffer magic, List<LookupCommand> commands) {
    if (magic.getInt() == MAGIC) {
      expecting = Expecting.LINE;
    } else {
      refuse(LookupError.BAD_PROTOCOL, commands);
    }
  }

  private void readLine(ByteBuffer bytes, List<LookupCommand> commands) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        onLine(new String(taken().array(), StandardCharsets.ISO_8859_1), commands);
        return;
      }
      if (held.size() == LINE_BYTES_MAX) {
        refuse(LookupError.LINE_TOO_LONG, commands);
        return;
      }
      held.write(next);
    }
  }

  private void onLine(String line, List<LookupCommand> commands) {
    String[] words = LookupError.trimmed(line).split(" ", -1);
    switch (words[0]) {
      case "PING" -> commands.add(new LookupCommand.Ping());
      case "IDENTIFY" -> {
        if (identified) {
          refuse(LookupError.IDENTIFIED_TWICE, commands);
        } else {
          expecting = Expecting.BODY_SIZE;
        }
      }
      case "REGISTER", "UNREGISTER" -> onRegistration(words, commands);
      default -> refuse(LookupError.invalidCommand(words[0]), commands);
    }
  }

  private void onRegistration(String[] words, List<LookupCommand> commands) {
    String topic = words.length > 1 ? words[1] : "";
    String channel = words.length > 2 ? words[2] : "";
    if (!identified) {
      refuse(LookupError.NOT_IDENTIFIED, commands);
    } else if (words.length == 1) {
      refuse(LookupError.tooFewParams(words[0]), commands);
    } else if (!TopicName.isValid(topic)) {
      refuse(LookupError.badTopic(words[0], topic), commands);
    } else if (!channel.isEmpty() && !ChannelName.isValid(channel)) {
      refuse(LookupError.badChannel(words[0], channel), commands);
    } else {
      Registration registration = new Registration(topic, channel);
      commands.add(
          words[0].equals("REGISTER")
              ? new LookupCommand.Register(registration)
              : new LookupCommand.Unregister(registration));
    }
  }

  private void onBodySize(int bytes, List<LookupCommand> commands) {
    if (bytes < 0 || bytes > BODY_BYTES_MAX) {
      refuse(LookupError.BODY_UNREAD, commands);
    } else if (bytes == 0) {
      refuse(LookupError.BODY_UNDECODED, commands); // no JSON has no bytes
    } else {
      bodyBytes = bytes;
      expecting = Expecting.BODY;
    }
  }

  private void onBody(byte[] body, List<LookupCommand> commands) {
    LookupCommand command = IdentifyBody.parse(body);
    if (command instanceof LookupCommand.Refused refused) {
      refuse(refused.error(), commands);
    } else {
      identified = true;
      expecting = Expecting.LINE;
      commands.add(command);
    }
  }

  private void refuse(String error, List<LookupCommand> commands) {
    expecting = Expecting.NOTHING;
    held.reset();
    commands.add(new LookupCommand.Refused(error));
  }
}
