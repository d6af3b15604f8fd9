package io.herald.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBufferTest {
  private static final int START_CAPACITY = 64;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void framesComeOutAsTheyWentInHoweverTheyAreCut(boolean direct) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> sent = new ArrayList<>();
    ByteBuffer wire = ByteBuffer.allocate(1 << 20);
    for (int i = 0; i < 1000; i++) {
      String text = i + ":" + "x".repeat(random.nextInt(i % 50 == 0 ? 1000 : 20));
      sent.add(text);
      wire.putInt(4 + text.length()).putInt(i % 3).put(text.getBytes(US_ASCII));
    }
    wire.flip();

    FrameBuffer frames =
        new FrameBuffer(
            direct
                ? ByteBuffer.allocateDirect(START_CAPACITY)
                : ByteBuffer.allocate(START_CAPACITY));
    List<String> received = new ArrayList<>();
    while (wire.hasRemaining()) {
      ByteBuffer room = frames.room();
      assertThat(room.hasRemaining()).as("room, seed %d", seed).isTrue();
      int count = Math.min(1 + random.nextInt(room.remaining()), wire.remaining());
      room.put(wire.slice(wire.position(), count));
      wire.position(wire.position() + count);
      while (frames.hasWholeFrame()) {
        assertThat(frames.advance()).isTrue();
        assertThat(frames.type()).as("seed %d", seed).isEqualTo(received.size() % 3);
        received.add(frames.frame().text());
      }
      assertThat(frames.advance()).as("part of a frame, seed %d", seed).isFalse();
    }

    assertThat(received).as("seed %d", seed).isEqualTo(sent);
    assertThat(frames.unread()).isZero();
    assertThat(frames.bytes().isDirect()).isEqualTo(direct);
  }
}
