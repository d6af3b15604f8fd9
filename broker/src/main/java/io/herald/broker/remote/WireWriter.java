package io.herald.broker.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import io.herald.broker.session.FrameSlice;
import io.herald.persistence.serialization.VarintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one message: small components into a head, message frames behind it. The frames are copied
 * once, to where they leave the node.
 *
 * <pre>
 * 0            4              4 + n
 * ┌────────────┬──────────────┬──────────
 * │ n          │ head         │ frames …
 * └────────────┴──────────────┴──────────
 *  n big-endian; the head in varints, texts, and nothing else
 * </pre>
 */
public final class WireWriter {
  static final int HEAD_LENGTH_BYTES = 4;

  private final WireFormat format;
  private final ActorRefResolver refs;
  private final VarintWriter head = new VarintWriter();
  private final List<FrameSlice> frames = new ArrayList<>(1);

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

  /** An actor, of whatever node. */
  public void ref(ActorRef<?> actor) {
    head.text(refs.toSerializationFormat(actor));
  }

  /** A message inside this one. */
  public void nested(Object message) {
    head.text(format.manifestOf(message));
    format.write(message, this);
  }

  /** Frames; where one slice ends and the next begins is not written. */
  public void frames(FrameSlice slice) {
    frames.add(slice);
  }

  /** The message, in an array of its own. */
  byte[] toByteArray() {
    byte[] headBytes = head.toByteArray();
    int frameBytes = frames.stream().mapToInt(FrameSlice::sizeBytes).reduce(0, Math::addExact);
    byte[] bytes = new byte[HEAD_LENGTH_BYTES + headBytes.length + frameBytes];
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
    for (FrameSlice slice : frames) {
      out.put(slice.array(), slice.from(), slice.sizeBytes());
    }
  }
}
