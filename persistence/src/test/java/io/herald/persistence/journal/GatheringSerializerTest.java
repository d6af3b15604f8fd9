package io.herald.persistence.journal;

import static io.herald.persistence.journal.JournalProbe.atomic;
import static io.herald.persistence.journal.JournalProbe.event;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.JournalProtocol;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatheringSerializerTest {
  @TempDir Path directory;

  /**
   * Frames inside a larger array, as a broker holds them.
   *
   * @param isDirect whether they are handed over in native memory
   */
  record Frames(byte[] array, int from, int to, boolean isDirect) {
    byte[] bytes() {
      return Arrays.copyOfRange(array, from, to);
    }
  }

  /** Gives a length and the frames; refuses to copy. */
  public static final class FramesSerializer extends GatheringSerializer {
    @Override
    public int identifier() {
      return 778_899;
    }

    @Override
    public String manifest(Object event) {
      return "frames";
    }

    @Override
    public byte[] toBinary(Object event) {
      throw new AssertionError("copied on the way out");
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
      throw new AssertionError("copied on the way in");
    }

    @Override
    public ByteBuffer[] toBuffers(Object event) {
      var frames = (Frames) event;
      int length = frames.to() - frames.from();
      ByteBuffer head = ByteBuffer.allocate(4).putInt(length).flip();
      ByteBuffer body = ByteBuffer.wrap(frames.array(), frames.from(), length);
      if (frames.isDirect()) {
        body = ByteBuffer.allocateDirect(length).put(body).flip();
      }
      return new ByteBuffer[] {head, body};
    }

    @Override
    public Object fromBytes(byte[] array, int offset, int length, String manifest) {
      assertThat(manifest).isEqualTo("frames");
      assertThat(ByteBuffer.wrap(array).getInt(offset)).isEqualTo(length - 4);
      return new Frames(array, offset + 4, offset + length, false);
    }
  }

  @Test
  void framesGoInAndOutWithoutToBinaryAndFromBinary() {
    try (var system =
        new StoreSystem(
            directory,
            Durability.POWER,
            "akka.actor.serializers.frames = \"" + FramesSerializer.class.getName() + "\"",
            "akka.actor.serialization-bindings {\"" + Frames.class.getName() + "\" = frames}")) {
      var journal = new JournalProbe(system, system.journal());
      int[] sizes = {0, 1, 200, 70_000, WriteBuffer.BYTES, 2 * WriteBuffer.BYTES + 17};
      var written = new Frames[sizes.length * 2];
      for (int i = 0; i < written.length; i++) {
        int size = sizes[i / 2];
        var array = new byte[size + 10];
        Arrays.fill(array, 3, 3 + size, (byte) (i + 1));
        written[i] = new Frames(array, 3, 3 + size, i % 2 == 1);
        journal.send(List.of(atomic(event("p", i + 1, written[i]))));
        journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
        journal.expect(JournalProtocol.WriteMessageSuccess.class);
      }
      List<Object> replayed = journal.replayAll("p").payloads();
      assertThat(replayed).hasSize(written.length);
      for (int i = 0; i < written.length; i++) {
        assertThat(((Frames) replayed.get(i)).bytes()).isEqualTo(written[i].bytes());
      }
    }
  }
}
