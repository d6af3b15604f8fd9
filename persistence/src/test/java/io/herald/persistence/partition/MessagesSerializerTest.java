package io.herald.persistence.partition;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.persistence.serialization.GoldenFile;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesSerializerTest {
  private static final String MANIFEST = "MessagesAppended:1";

  private final MessagesSerializer serializer = new MessagesSerializer();

  /** Two messages at offsets 7000 and 7001, the second of them deferred. */
  private static MessageBatch batch() {
    byte[] frames = new byte[2 * MessageFrame.HEADER_BYTES + 5];
    byte[] bodies = "abcde".getBytes(US_ASCII);
    MessageFrame.layOut(frames, MessageFrame.layOut(frames, 0, bodies, 0, 2), bodies, 2, 3);
    Deferrals second = new Deferrals(new long[] {1}, new long[] {1_800_000_000_000L});
    return MessageBatch.stamped(3, 7000, 2, frames, second, 1_700_000_000_000_000_000L);
  }

  private static void assertSame(MessageBatch read, MessageBatch written) {
    assertThat(read.baseOffset()).isEqualTo(written.baseOffset());
    assertThat(read.count()).isEqualTo(written.count());
    assertThat(read.deferrals()).isEqualTo(written.deferrals());
    assertThat(Arrays.copyOfRange(read.bytes(), read.from(), read.to()))
        .isEqualTo(Arrays.copyOfRange(written.bytes(), written.from(), written.to()));
  }

  @Test
  void whatWasWrittenOnceIsWrittenAndReadForEver() throws IOException {
    byte[] golden = GoldenFile.bytes("partition", "MessagesAppended-1");
    MessagesAppended event = new MessagesAppended(batch());
    assertThat(serializer.manifest(event)).isEqualTo(MANIFEST);
    assertThat(HexFormat.of().formatHex(serializer.toBinary(event)))
        .isEqualTo(HexFormat.of().formatHex(golden));
    assertSame(((MessagesAppended) serializer.fromBinary(golden, MANIFEST)).batch(), batch());
  }

  @Test
  void theFramesAreGivenAsTheyLieAndTogetherWithTheHeadAreTheBinary() {
    MessageBatch batch = batch();
    MessagesAppended event = new MessagesAppended(batch);
    ByteBuffer[] parts = serializer.toBuffers(event);
    assertThat(parts[1].array()).isSameAs(batch.bytes());
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (ByteBuffer part : parts) {
      joined.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
    assertThat(joined.toByteArray()).isEqualTo(serializer.toBinary(event));
  }

  @Test
  void theRestOfABatchIsWrittenWithoutWhatCameBefore() throws NotSerializableException {
    MessageBatch rest = batch().from(7001);
    byte[] bytes = serializer.toBinary(new MessagesAppended(rest));
    assertSame(((MessagesAppended) serializer.fromBinary(bytes, MANIFEST)).batch(), rest);
  }

  @Test
  void anEventIsReadWhereItLiesInALargerArray() {
    byte[] bytes = serializer.toBinary(new MessagesAppended(batch()));
    byte[] larger = new byte[bytes.length + 50];
    System.arraycopy(bytes, 0, larger, 13, bytes.length);
    Object read = serializer.fromBytes(larger, 13, bytes.length, MANIFEST);
    MessageBatch found = ((MessagesAppended) read).batch();
    assertThat(found.bytes()).as("nothing is copied").isSameAs(larger);
    assertThat(found.from()).isEqualTo(13 + 16 + 16);
    assertSame(found, batch());
  }

  @Test
  void aBatchWithoutDeferralsHasNone() throws NotSerializableException {
    MessageBatch whole = batch();
    MessageBatch plain = new MessageBatch(7000, 2, whole.bytes(), 0, whole.to(), Deferrals.NONE);
    byte[] bytes = serializer.toBinary(new MessagesAppended(plain));
    assertThat(bytes).hasSize(16 + whole.sizeBytes());
    MessagesAppended read = (MessagesAppended) serializer.fromBinary(bytes, MANIFEST);
    assertThat(read.batch().deferrals()).isSameAs(Deferrals.NONE);
  }

  @Test
  void akkaFindsTheSerializerAndAnotherReleaseIsRefused() {
    GoldenFile.checkBinding(serializer, List.of(new MessagesAppended(batch())));
    assertThatThrownBy(() -> serializer.fromBinary(new byte[16], "MessagesAppended:2"))
        .isInstanceOf(NotSerializableException.class);
  }
}
