package io.herald.persistence.partition;

import io.herald.persistence.journal.GatheringSerializer;
import io.herald.protocol.message.BatchOrigin;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import java.io.NotSerializableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The bytes of {@link MessagesAppended}: a small head, then the frames as they are, copied neither
 * on their way to the disk nor back.
 *
 * <pre>
 * MessagesAppended:1, of unknown origin
 * 0            8       12          16                                    16 + 16 n
 * ┌────────────┬───────┬───────────┬─────────────────────────────────────┬────────
 * │ baseOffset │ count │ deferred n│ n × (offset 8, due millis 8)        │ frames …
 * └────────────┴───────┴───────────┴─────────────────────────────────────┴────────
 *
 * MessagesAppended:2
 * ┌────────────┬───────┬───────────┬──────────────────────────────┬──────────┬──────────┬────────
 * │ baseOffset │ count │ deferred n│ n × (offset 8, due millis 8) │ bytes m 4│ origin m │ frames …
 * └────────────┴───────┴───────────┴──────────────────────────────┴──────────┴──────────┴────────
 *  origin: see BatchOriginCodec
 * </pre>
 */
public final class MessagesSerializer extends GatheringSerializer {
  /** Stands beside every record in the journal: never change it. */
  public static final int IDENTIFIER = 1_414_105;

  private static final String APPENDED = "MessagesAppended:1";
  private static final String APPENDED_BY = "MessagesAppended:2";
  private static final int HEAD_BYTES = 16;
  private static final int DEFERRAL_BYTES = 16;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object event) {
    return ((MessagesAppended) event).batch().origin().isUnknown() ? APPENDED : APPENDED_BY;
  }

  @Override
  public ByteBuffer[] toBuffers(Object event) {
    MessageBatch batch = ((MessagesAppended) event).batch();
    return new ByteBuffer[] {
      head(batch), ByteBuffer.wrap(batch.bytes(), batch.from(), batch.sizeBytes())
    };
  }

  @Override
  public byte[] toBinary(Object event) {
    ByteBuffer[] parts = toBuffers(event);
    return ByteBuffer.allocate(parts[0].remaining() + parts[1].remaining())
        .put(parts[0])
        .put(parts[1])
        .array();
  }

  private static ByteBuffer head(MessageBatch batch) {
    Deferrals deferrals = batch.deferrals();
    byte[] origin = batch.origin().isUnknown() ? null : BatchOriginCodec.encode(batch);
    int originBytes = origin == null ? 0 : Integer.BYTES + origin.length;
    ByteBuffer head =
        ByteBuffer.allocate(HEAD_BYTES + DEFERRAL_BYTES * deferrals.size() + originBytes);
    head.putLong(batch.baseOffset()).putInt(batch.count()).putInt(deferrals.size());
    for (int n = 0; n < deferrals.size(); n++) {
      head.putLong(deferrals.offset(n)).putLong(deferrals.dueMillis(n));
    }
    if (origin != null) {
      head.putInt(origin.length).put(origin);
    }
    return head.flip();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(APPENDED) && !manifest.equals(APPENDED_BY)) {
      throw new NotSerializableException("unknown manifest " + manifest);
    }
    try {
      return fromBytes(bytes, 0, bytes.length, manifest);
    } catch (IllegalArgumentException
        | BufferUnderflowException
        | NegativeArraySizeException broken) {
      NotSerializableException failure =
          new NotSerializableException("cannot read " + manifest + ": " + broken.getMessage());
      failure.initCause(broken);
      throw failure;
    }
  }

  @Override
  public Object fromBytes(byte[] array, int offset, int length, String manifest) {
    ByteBuffer in = ByteBuffer.wrap(array, offset, length);
    long baseOffset = in.getLong();
    int count = in.getInt();
    long[] offsets = new long[in.getInt()];
    long[] dues = new long[offsets.length];
    for (int n = 0; n < offsets.length; n++) {
      offsets[n] = in.getLong();
      dues[n] = in.getLong();
    }
    Deferrals deferrals = offsets.length == 0 ? Deferrals.NONE : new Deferrals(offsets, dues);
    BatchOrigin origin =
        manifest.equals(APPENDED_BY) ? origin(in, baseOffset, count) : BatchOrigin.UNKNOWN;
    return new MessagesAppended(
        new MessageBatch(
            baseOffset, count, array, in.position(), offset + length, deferrals, origin));
  }

  private static BatchOrigin origin(ByteBuffer in, long baseOffset, int messages) {
    int length = in.getInt();
    if (length > in.remaining()) {
      throw new IllegalArgumentException("ends within its origin");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return BatchOriginCodec.decode(bytes, baseOffset, messages);
  }
}
