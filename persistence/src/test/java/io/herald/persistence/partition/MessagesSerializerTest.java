package io.herald.persistence.partition;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.persistence.serialization.GoldenFile;
import io.herald.protocol.message.BatchOrigin;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.message.PublishKeys;
import io.herald.protocol.message.Publishers;
import io.herald.protocol.name.ChannelName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessagesSerializerTest {
  private static final String MANIFEST = "MessagesAppended:1";
  private static final String MANIFEST_BY = "MessagesAppended:2";

  private final MessagesSerializer serializer = new MessagesSerializer();

  /** Two messages at offsets 7000 and 7001, the second of them deferred. */
  private static MessageBatch batch() {
    byte[] frames = new byte[2 * MessageFrame.HEADER_BYTES + 5];
    byte[] bodies = "abcde".getBytes(US_ASCII);
    MessageFrame.layOut(frames, MessageFrame.layOut(frames, 0, bodies, 0, 2), bodies, 2, 3);
    Deferrals second = new Deferrals(new long[] {1}, new long[] {1_800_000_000_000L});
    return MessageBatch.stamped(3, 7000, 2, frames, second, 1_700_000_000_000_000_000L);
  }

  /** The same, of two publishers, the second with a key, for one channel. */
  private static MessageBatch batchOf() {
    Publishers.Builder publishers = new Publishers.Builder();
    publishers.add("10.0.0.7:53124", 1);
    publishers.add("10.0.0.8:53125", 1);
    PublishKeys keys =
        new PublishKeys(List.of(new PublishKeys.Entry(7001, PublishKey.of("order-17"))), 6990);
    return batch()
        .of(new BatchOrigin(publishers.build(), keys, Optional.of(new ChannelName("dead"))));
  }

  private static void assertSame(MessageBatch read, MessageBatch written) {
    assertThat(read.baseOffset()).isEqualTo(written.baseOffset());
    assertThat(read.count()).isEqualTo(written.count());
    assertThat(read.deferrals()).isEqualTo(written.deferrals());
    assertThat(read.origin()).isEqualTo(written.origin());
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
  void soIsWhatSaysWhereItComesFrom() throws IOException {
    byte[] golden = GoldenFile.bytes("partition", "MessagesAppended-2");
    MessagesAppended event = new MessagesAppended(batchOf());
    assertThat(serializer.manifest(event)).isEqualTo(MANIFEST_BY);
    assertThat(HexFormat.of().formatHex(serializer.toBinary(event)))
        .isEqualTo(HexFormat.of().formatHex(golden));
    assertSame(((MessagesAppended) serializer.fromBinary(golden, MANIFEST_BY)).batch(), batchOf());
    MessageBatch rest = batchOf().from(7001);
    assertThat(rest.publisher(7001)).isEqualTo("10.0.0.8:53125");
    byte[] restBytes = serializer.toBinary(new MessagesAppended(rest));
    assertSame(((MessagesAppended) serializer.fromBinary(restBytes, MANIFEST_BY)).batch(), rest);
  }

  @Test
  void damagedOriginsAreReadOrRefusedAndNothingElse() throws IOException {
    byte[] golden = GoldenFile.bytes("partition", "MessagesAppended-2");
    Random random = new Random(17);
    for (int n = 0; n < 5_000; n++) {
      byte[] bytes = golden.clone();
      bytes[36 + random.nextInt(70)] = (byte) random.nextInt();
      try {
        assertThat(serializer.fromBinary(bytes, MANIFEST_BY)).isNotNull();
      } catch (NotSerializableException refused) {
        assertThat(refused).hasMessageContaining(MANIFEST_BY);
      }
    }
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
    assertThatThrownBy(() -> serializer.fromBinary(new byte[16], "MessagesAppended:3"))
        .isInstanceOf(NotSerializableException.class);
  }
}
