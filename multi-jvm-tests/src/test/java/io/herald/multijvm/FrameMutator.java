package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.client.CommandBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes wrong input out of right input, the same from the same seed. */
final class FrameMutator {
  private static final String TOPIC = "m#ephemeral";
  private static final String ID = "0123456789abcdef";
  private static final int[] EXTREMES = {
    0,
    -1,
    1,
    2,
    4,
    5,
    127,
    1024 * 1024,
    1024 * 1024 + 1,
    5 * 1024 * 1024 + 1,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE
  };
  private static final String[] WORDS = {
    "IDENTIFY",
    "SUB",
    "PUB",
    "MPUB",
    "DPUB",
    "RDY",
    "FIN",
    "REQ",
    "TOUCH",
    "CLS",
    "NOP",
    "AUTH",
    "",
    " ",
    "\r",
    "-1",
    "99999999999999999999",
    "2500",
    "2501",
    "\u00e9",
    "x".repeat(65),
    ID
  };

  private final Random random;
  private final List<byte[]> valid;

  FrameMutator(long seed) {
    random = new Random(seed);
    byte[] body = "body".getBytes(UTF_8);
    valid =
        List.of(
            CommandBytes.identify(
                "{\"client_id\":\"m\",\"heartbeat_interval\":1000,\"sample_rate\":5,"
                    + "\"feature_negotiation\":true,\"output_buffer_size\":1024}"),
            CommandBytes.sub(TOPIC, "c#ephemeral"),
            CommandBytes.pub(TOPIC, body),
            CommandBytes.mpub(TOPIC, List.of(body, body, body)),
            CommandBytes.dpub(TOPIC, 1, body),
            CommandBytes.rdy(5),
            CommandBytes.fin(ID),
            CommandBytes.req(ID, 5),
            CommandBytes.touch(ID),
            CommandBytes.cls(),
            CommandBytes.nop(),
            CommandBytes.withBody("AUTH", body));
  }

  /** Some right commands in a row: from nothing to a whole session. */
  byte[] prefix() {
    return switch (random.nextInt(4)) {
      case 0 -> join(valid.get(0), valid.get(1), valid.get(5));
      case 1 -> join(valid.get(1), valid.get(2));
      case 2 -> valid.get(3);
      default -> new byte[0];
    };
  }

  /** One wrong frame. */
  byte[] next() {
    byte[] frame = valid.get(random.nextInt(valid.size()));
    for (int i = random.nextInt(3); i >= 0; i--) {
      frame = mutate(frame);
    }
    return frame;
  }

  private byte[] mutate(byte[] frame) {
    if (frame.length == 0) {
      return noise(20);
    }
    int at = random.nextInt(frame.length);
    return switch (random.nextInt(8)) {
      case 0 -> flip(frame, at);
      case 1 -> Arrays.copyOf(frame, at);
      case 2 ->
          join(Arrays.copyOf(frame, at), noise(10), Arrays.copyOfRange(frame, at, frame.length));
      case 3 -> join(frame, Arrays.copyOfRange(frame, at, frame.length));
      case 4 -> extreme(frame);
      case 5 -> word(frame);
      case 6 -> noise(200);
      default -> join(frame, valid.get(random.nextInt(valid.size())));
    };
  }

  private byte[] flip(byte[] frame, int at) {
    byte[] flipped = frame.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  /** Replaces the size behind the line, or the last four bytes. */
  private byte[] extreme(byte[] frame) {
    int at = new String(frame, UTF_8).indexOf('\n') + 1;
    int size = EXTREMES[random.nextInt(EXTREMES.length)];
    byte[] longer = Arrays.copyOf(frame, Math.max(frame.length, at + 4));
    ByteBuffer.wrap(longer).putInt(at, size);
    return longer;
  }

  /** Replaces one word of the line. */
  private byte[] word(byte[] frame) {
    String text = new String(frame, UTF_8);
    int end = text.indexOf('\n');
    if (end < 0) {
      return noise(50);
    }
    String[] words = text.substring(0, end).split(" ", -1);
    words[random.nextInt(words.length)] = WORDS[random.nextInt(WORDS.length)];
    return join(
        (String.join(" ", words) + "\n").getBytes(UTF_8),
        Arrays.copyOfRange(frame, Math.min(frame.length, end + 1), frame.length));
  }

  private byte[] noise(int longest) {
    byte[] noise = new byte[1 + random.nextInt(longest)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }
}
