package io.herald.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies cut at random places give the same messages or refusal as the naive reading of them. */
class MessageSplitterTest {
  private static final long SEED = 20261121;
  private static final int RUNS = 20_000;
  private static final int MESSAGE_MAX = 12;
  private static final int BODY_MAX = 80;

  private final Random random = new Random(SEED);

  @Test
  void textSplitsTheSameHoweverItArrives() {
    for (int run = 0; run < RUNS; run++) {
      byte[] body = new byte[random.nextInt(60)];
      for (int i = 0; i < body.length; i++) {
        body[i] = (byte) "ab\r\n".charAt(random.nextInt(4));
      }
      assertThat(split(new TextSplitter(new BodyBuffer(0), MESSAGE_MAX), body))
          .as("run %d of seed %d: %s", run, SEED, Arrays.toString(body))
          .isEqualTo(naiveText(body));
    }
  }

  @Test
  void binarySplitsTheSameHoweverItArrives() {
    for (int run = 0; run < RUNS; run++) {
      byte[] body = randomBinary();
      assertThat(split(new BinarySplitter(new BodyBuffer(0), MESSAGE_MAX, BODY_MAX), body))
          .as("run %d of seed %d: %s", run, SEED, Arrays.toString(body))
          .isEqualTo(naiveBinary(body));
    }
  }

  @Test
  void theBufferGivesTheSameBodiesBeforeAndAfterItsOpenOneGrows() {
    BodyBuffer buffer = new BodyBuffer(0);
    buffer.append("firstsecond".getBytes(ISO_8859_1), 0, 5);
    buffer.close();
    buffer.append("firstsecond".getBytes(ISO_8859_1), 5, 3);
    List<byte[]> taken = buffer.take();
    buffer.append("firstsecond".getBytes(ISO_8859_1), 8, 3);
    buffer.close();

    assertThat(taken).containsExactly("first".getBytes(ISO_8859_1));
    assertThat(buffer.take()).containsExactly("second".getBytes(ISO_8859_1));
    assertThat(buffer.take()).isEmpty();
  }

  private List<String> split(MessageSplitter splitter, byte[] body) {
    List<String> found = new ArrayList<>();
    try {
      for (int at = 0; at < body.length; ) {
        int length = 1 + random.nextInt(body.length - at);
        byte[] chunk = Arrays.copyOfRange(body, at, at + length);
        splitter.feed(chunk, chunk.length);
        at += length;
        if (random.nextBoolean()) {
          collect(splitter, found);
        }
      }
      splitter.end();
      collect(splitter, found);
    } catch (HttpError refused) {
      return List.of("refused", refused.getMessage());
    }
    return found;
  }

  private static void collect(MessageSplitter splitter, List<String> found) {
    splitter.messages().take().forEach(body -> found.add(new String(body, ISO_8859_1)));
  }

  private static List<String> naiveText(byte[] body) {
    List<String> messages = new ArrayList<>();
    for (String line : new String(body, ISO_8859_1).split("\n", -1)) {
      if (line.length() > MESSAGE_MAX) {
        return List.of("refused", "MSG_TOO_BIG");
      }
      if (!line.isEmpty()) {
        messages.add(line);
      }
    }
    return messages;
  }

  private static List<String> naiveBinary(byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    int count = in.remaining() < 4 ? 0 : in.getInt();
    if (count <= 0 || count > (BODY_MAX - 4) / 5) {
      return List.of("refused", "BAD_BODY");
    }
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int size = in.remaining() < 4 ? 0 : in.getInt();
      if (size <= 0 || size > MESSAGE_MAX || size > in.remaining()) {
        return List.of("refused", "BAD_MESSAGE");
      }
      messages.add(new String(body, in.position(), size, ISO_8859_1));
      in.position(in.position() + size);
    }
    return messages;
  }

  private byte[] randomBinary() {
    int count = random.nextInt(8);
    ByteBuffer body = ByteBuffer.allocate(4 + count * (4 + MESSAGE_MAX + 2) + 4);
    body.putInt(random.nextInt(10) == 0 ? random.nextInt() : count);
    for (int i = 0; i < count; i++) {
      int size = random.nextInt(20) == 0 ? random.nextInt(MESSAGE_MAX + 2) : 1 + i;
      body.putInt(random.nextInt(60) == 0 ? -size : size);
      for (int at = 0; at < size; at++) {
        body.put((byte) ('a' + at));
      }
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(body.position() + 1) : body.position();
    return Arrays.copyOf(body.array(), length);
  }
}
