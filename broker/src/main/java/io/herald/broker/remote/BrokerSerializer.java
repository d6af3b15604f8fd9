package io.herald.broker.remote;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import io.herald.broker.BrokerException;
import io.herald.broker.cancel.CancelMessages;
import io.herald.broker.inspect.DescribeMessages;
import io.herald.broker.inspect.InspectMessages;
import io.herald.broker.log.LogKeeper;
import io.herald.broker.redrive.RedriveMessages;
import io.herald.broker.request.RequestMessages;
import io.herald.broker.search.SearchWire;
import io.herald.broker.seek.SeekMessages;
import io.herald.broker.topic.TopicMessages;
import io.herald.config.BrokerSettings;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;

/** Puts the broker's messages on the wire between nodes, in the layouts of {@link WireFormat}. */
public final class BrokerSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /** Names this serializer between nodes: never change it. */
  public static final int IDENTIFIER = 1_414_201;

  /** What a message may take beside the bodies of one command: those of a chunk, and its head. */
  private static final int ROOM_BYTES = 512 << 10;

  private static final WireFormat FORMAT = format();

  private final ActorRefResolver refs;

  /** For Akka. */
  public BrokerSerializer(ExtendedActorSystem system) {
    refs = ActorRefResolver.get(Adapter.toTyped(system));
  }

  /** How many bytes the largest message between nodes can take. */
  public static long messageBytesMax(BrokerSettings settings) {
    return (long) Math.max(settings.maxBodySize(), settings.maxMsgSize()) + ROOM_BYTES;
  }

  /** The messages that can cross. */
  static WireFormat format() {
    WireFormat format = new WireFormat();
    TopicMessages.addTo(format);
    ChannelMessages.addTo(format);
    ConnectionMessages.addTo(format);
    RequestMessages.addTo(format);
    SeekMessages.addTo(format);
    CancelMessages.addTo(format);
    RedriveMessages.addTo(format);
    LogKeeper.addTo(format);
    InspectMessages.addTo(format);
    DescribeMessages.addTo(format);
    SearchWire.addTo(format);
    format.add(
        BrokerException.class,
        "BrokerException:1",
        (refusal, out) -> {
          out.text(refusal.reason().name());
          out.text(refusal.getMessage());
        },
        in -> new BrokerException(BrokerException.Reason.valueOf(in.text()), in.text()));
    return format;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return FORMAT.manifestOf(message);
  }

  @Override
  public byte[] toBinary(Object message) {
    return written(message).toByteArray();
  }

  @Override
  public void toBinary(Object message, ByteBuffer out) {
    written(message).writeTo(out);
  }

  private WireWriter written(Object message) {
    WireWriter writer = new WireWriter(FORMAT, refs);
    FORMAT.write(message, writer);
    return writer;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer in, String manifest) throws NotSerializableException {
    try {
      WireReader reader = new WireReader(FORMAT, refs, in);
      Object message = FORMAT.read(manifest, reader);
      reader.expectEnd();
      return message;
    } catch (IllegalArgumentException | ArithmeticException broken) {
      NotSerializableException failure =
          new NotSerializableException("cannot read " + manifest + ": " + broken.getMessage());
      failure.initCause(broken);
      throw failure;
    }
  }
}
