package io.herald.broker.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import io.herald.broker.session.FrameSlice;
import io.herald.persistence.serialization.VarintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes one message: small components into a head, messages behind it. The messages are copied
 * once, to where they leave the node.
 *
 * <pre>
 * 0            4              4 + n
 * ┌────────────┬──────────────┬──────────
 * │ n          │ head         │ messages …
 * └────────────┴──────────────┴──────────
 *  n big-endian; the head in varints, texts, and nothing else
 * </pre>
 */
public final class WireWriter {
  static final int HEAD_LENGTH_BYTES = 4;

  private final WireFormat format;
  private final ActorRefResolver refs;
  private final VarintWriter head = new VarintWriter();
  private final List<Bulk> bulk = new ArrayList<>(1);

  /** Messages, which are copied only to where they leave the node. */
  interface Bulk {
    int sizeBytes();

    void writeTo(ByteBuffer out);
  }

  private record Frames(FrameSlice slice) implements Bulk {
    @Override
    public int sizeBytes() {
      return slice.sizeBytes();
    }

    @Override
    public void writeTo(ByteBuffer out) {
      out.put(slice.array(), slice.from(), slice.sizeBytes());
    }
  }

  WireWriter(WireFormat format, ActorRefResolver refs) {
    this.format = format;
    this.refs = refs;
  }

  /** A number that is never negative. */
  public void unsigned(long value) {
    head.unsigned(value);
  }

  /** Any number. */
  public void signed(long value) {
    head.signed(value);
  }

  /** True or false. */
  public void flag(boolean value) {
    head.unsigned(value ? 1 : 0);
  }

  /** Text. */
  public void text(String value) {
    head.text(value);
  }

  /** How many there are, then one after the other. */
  public <T> void list(Collection<T> items, BiConsumer<T, WireWriter> item) {
    unsigned(items.size());
    items.forEach(each -> item.accept(each, this));
  }

  /** An actor, of whatever node. */
  public void ref(ActorRef<?> actor) {
    head.text(refs.toSerializationFormat(actor));
  }

  /** Bytes of any kind. */
  public void bytes(byte[] value) {
    head.unsigned(value.length);
    bulk.add(new Frames(new FrameSlice(value, 0, value.length, 1)));
  }

  /** A message inside this one. */
  public void nested(Object message) {
    head.text(format.manifestOf(message));
    format.write(message, this);
  }

  /** Frames that have no id and no time yet; these fields are not written. */
  public void newFrames(byte[] frames, int count) {
    bulk.add(new Bodies(frames, count));
  }

  /** Frames; where one slice ends and the next begins is not written. */
  public void frames(FrameSlice slice) {
    bulk.add(new Frames(slice));
  }

  /** The message, in an array of its own. */
  byte[] toByteArray() {
    byte[] headBytes = head.toByteArray();
    int bulkBytes = bulk.stream().mapToInt(Bulk::sizeBytes).reduce(0, Math::addExact);
    byte[] bytes = new byte[HEAD_LENGTH_BYTES + headBytes.length + bulkBytes];
    write(headBytes, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Puts the message where it leaves the node. */
  void writeTo(ByteBuffer out) {
    write(head.toByteArray(), out);
  }

  private void write(byte[] headBytes, ByteBuffer out) {
    int length = headBytes.length;
    // byte by byte: the order of the buffer is its owner's business
    out.put((byte) (length >> 24));
    out.put((byte) (length >> 16));
    out.put((byte) (length >> 8));
    out.put((byte) length);
    out.put(headBytes);
    bulk.forEach(messages -> messages.writeTo(out));
  }
}
