package io.herald.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.session.FrameSlice;
import io.herald.protocol.message.MessageFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeliverPartsTest {
  @Test
  void whatFitsStaysTogether() {
    List<FrameSlice> slices = List.of(slice(10, 100), slice(20, 100));
    assertThat(DeliverParts.of(slices, 10_000)).containsExactly(slices);
  }

  @Test
  void aMessageThatIsTooLargeIsAPartOfItsOwn() {
    List<FrameSlice> slices = List.of(slice(2, 10), slice(1, 5000), slice(2, 10));
    assertThat(DeliverParts.of(slices, 1000))
        .containsExactly(List.of(slices.get(0)), List.of(slices.get(1)), List.of(slices.get(2)));
  }

  @Test
  void partsHoldAllMessagesInOrderAndKeepTheirBound() {
    long seed = Long.getLong("herald.model.seed", new Random().nextLong());
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      List<FrameSlice> slices = new ArrayList<>();
      for (int left = 1 + random.nextInt(5); left > 0; left--) {
        slices.add(slice(1 + random.nextInt(20), 1 + random.nextInt(200)));
      }
      int bytesMax = 50 + random.nextInt(2000);
      List<List<FrameSlice>> parts = DeliverParts.of(slices, bytesMax);
      List<FrameSlice> inParts = parts.stream().flatMap(List::stream).toList();
      assertThat(bytes(inParts)).as("seed %d", seed).isEqualTo(bytes(slices));
      for (List<FrameSlice> part : parts) {
        int messages = part.stream().mapToInt(FrameSlice::count).sum();
        assertThat(messages == 1 || bytes(part).length <= bytesMax).as("seed %d", seed).isTrue();
        part.forEach(slice -> assertThat(frames(slice)).isEqualTo(slice.count()));
      }
    }
  }

  private static int frames(FrameSlice slice) {
    int count = 0;
    for (int at = slice.from(); at < slice.to(); at = MessageFrame.next(slice.array(), at)) {
      count++;
    }
    return count;
  }

  private static byte[] bytes(List<FrameSlice> slices) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    slices.forEach(slice -> bytes.write(slice.array(), slice.from(), slice.sizeBytes()));
    return bytes.toByteArray();
  }

  private static FrameSlice slice(int count, int bodyBytes) {
    byte[] array = new byte[7 + count * (MessageFrame.HEADER_BYTES + bodyBytes)];
    byte[] body = new byte[bodyBytes];
    int at = 7;
    for (int n = 0; n < count; n++) {
      body[0] = (byte) n;
      at = MessageFrame.layOut(array, at, body, 0, bodyBytes);
    }
    return new FrameSlice(array, 7, at, count);
  }
}
