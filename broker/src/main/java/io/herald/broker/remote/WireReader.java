package io.herald.broker.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import io.herald.persistence.serialization.VarintReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what {@link WireWriter} wrote; anything else is an IllegalArgumentException. Never
 * allocates more than a small multiple of the bytes that are there.
 */
public final class WireReader {
  private final WireFormat format;
  private final ActorRefResolver refs;
  private final VarintReader head;
  private final ByteBuffer frames;

  WireReader(WireFormat format, ActorRefResolver refs, ByteBuffer in) {
    this.format = format;
    this.refs = refs;
    byte[] headBytes = new byte[headLength(in)];
    in.get(headBytes);
    this.head = new VarintReader(headBytes);
    this.frames = in;
  }

  private static int headLength(ByteBuffer in) {
    if (in.remaining() < WireWriter.HEAD_LENGTH_BYTES) {
      throw new IllegalArgumentException("too short");
    }
    int length = 0;
    for (int n = 0; n < WireWriter.HEAD_LENGTH_BYTES; n++) {
      length = (length << 8) | (in.get() & 0xff);
    }
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("ends within its head");
    }
    return length;
  }

  /** A number that is never negative. */
  public long unsigned() {
    return head.unsigned();
  }

  /** A number from 0 to Integer.MAX_VALUE. */
  public int unsignedInt() {
    return Math.toIntExact(head.unsigned());
  }

  /** Any number. */
  public long signed() {
    return head.signed();
  }

  /** True or false. */
  public boolean flag() {
    long value = head.unsigned();
    if (value > 1) {
      throw new IllegalArgumentException(value + " is no truth value");
    }
    return value == 1;
  }

  /** Text. */
  public String text() {
    return head.text();
  }

  /** A number of things that take at least {@code bytesEach} bytes each of what is left. */
  public int count(int bytesEach) {
    return head.count(bytesEach);
  }

  /** What {@link WireWriter#list} wrote: things that take at least {@code bytesEach} bytes each. */
  public <T> List<T> list(int bytesEach, Function<WireReader, T> item) {
    int count = count(bytesEach);
    List<T> items = new ArrayList<>(count);
    for (int n = 0; n < count; n++) {
      items.add(item.apply(this));
    }
    return items;
  }

  /** An actor, of whatever node; one that is no more is its node's dead letters. */
  public <T> ActorRef<T> ref() {
    return refs.resolveActorRef(head.text());
  }

  /** Bytes of any kind. */
  public byte[] bytes() {
    int length = unsignedInt();
    if (length > frames.remaining()) {
      throw new IllegalArgumentException("ends within bytes");
    }
    byte[] bytes = new byte[length];
    frames.get(bytes);
    return bytes;
  }

  /** A message inside this one, which must be of {@code family}. */
  public <T> T nested(Class<T> family) {
    Object message = format.read(head.text(), this);
    if (!family.isInstance(message)) {
      throw new IllegalArgumentException(message.getClass() + " does not belong here");
    }
    return family.cast(message);
  }

  /** Frames that have no id and no time yet, {@code count} of them and no more. */
  public byte[] newFrames(int count) {
    return Bodies.read(frames, count);
  }

  /** All frames, in an array of exactly their size. */
  public byte[] frames() {
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    return bytes;
  }

  /** Refuses bytes that nobody has read. */
  void expectEnd() {
    head.expectEnd();
    if (frames.hasRemaining()) {
      throw new IllegalArgumentException(frames.remaining() + " bytes too many");
    }
  }
}
