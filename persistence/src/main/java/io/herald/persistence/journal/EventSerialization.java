package io.herald.persistence.journal;

import akka.actor.ExtendedActorSystem;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.serialization.Serialization;
import akka.serialization.Serialization$;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.SerializerWithStringManifest;
import akka.serialization.Serializers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Between Akka's events and the records of a log file. */
final class EventSerialization {
  private static final byte[] NONE = new byte[0];

  private final ExtendedActorSystem system;
  private final Serialization serialization;
  private final Map<Integer, Serializer> byId = new ConcurrentHashMap<>();

  EventSerialization(ExtendedActorSystem system) {
    this.system = system;
    this.serialization = SerializationExtension.get(system);
  }

  /** The records of one atomic write. Throws what the serializer throws. */
  List<PendingRecord> records(AtomicWrite write, long now) {
    return withTransportInformation(
        () -> {
          int remaining = write.size();
          var records = new ArrayList<PendingRecord>(remaining);
          for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
            remaining--;
            records.add(record(event, remaining, now));
          }
          return records;
        });
  }

  private PendingRecord record(PersistentRepr event, int remaining, long now) {
    Object payload = event.payload();
    Serializer serializer = serialization.findSerializerFor(payload);
    String manifest = Serializers.manifestFor(serializer, payload);
    var names =
        new PendingRecord.Names(
            bytes(manifest),
            bytes(event.writerUuid()),
            bytes(event.manifest()),
            metadata(event.metadata()));
    return new PendingRecord(
        event.sequenceNr(),
        event.timestamp() == 0 ? now : event.timestamp(),
        remaining,
        serializer.identifier(),
        names,
        buffers(serializer, payload));
  }

  /** One record for anything that is no event, such as a snapshot. */
  PendingRecord record(long sequenceNr, long timestamp, Object payload, Option<Object> metadata) {
    return withTransportInformation(
        () -> {
          Serializer serializer = serialization.findSerializerFor(payload);
          byte[] manifest = bytes(Serializers.manifestFor(serializer, payload));
          var names = new PendingRecord.Names(manifest, NONE, NONE, metadata(metadata));
          return new PendingRecord(
              sequenceNr,
              timestamp,
              0,
              serializer.identifier(),
              names,
              buffers(serializer, payload));
        });
  }

  private static ByteBuffer[] buffers(Serializer serializer, Object payload) {
    if (serializer instanceof GatheringSerializer gathering) {
      return gathering.toBuffers(payload);
    }
    return new ByteBuffer[] {ByteBuffer.wrap(serializer.toBinary(payload))};
  }

  /** Serializer id 4, manifest bytes 2, manifest, the rest: the metadata's own serialized form. */
  private byte[] metadata(Option<Object> metadata) {
    if (metadata.isEmpty()) {
      return NONE;
    }
    Object value = metadata.get();
    Serializer serializer = serialization.findSerializerFor(value);
    byte[] manifest = bytes(Serializers.manifestFor(serializer, value));
    byte[] content = serializer.toBinary(value);
    return ByteBuffer.allocate(6 + manifest.length + content.length)
        .putInt(serializer.identifier())
        .putShort((short) manifest.length)
        .put(manifest)
        .put(content)
        .array();
  }

  private static byte[] bytes(String text) {
    return text.isEmpty() ? NONE : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Starts reading records on one thread. */
  Decoder decoder() {
    return new Decoder();
  }

  /** Decodes the bodies of records; remembers names, which repeat from event to event. */
  final class Decoder {
    private final RepeatedText manifests = new RepeatedText();
    private final RepeatedText writers = new RepeatedText();
    private final RepeatedText adapters = new RepeatedText();
    private String manifest = "";
    private String writer = "";
    private String adapter = "";
    private byte[] metadata = NONE;

    /** Reads all parts of a body and returns the payload object. */
    Object payload(RecordHeader header, ByteBuffer body) {
      manifest = manifests.read(body, header.manifestBytes());
      writer = writers.read(body, header.writerBytes());
      adapter = adapters.read(body, header.adapterBytes());
      metadata = header.metadataBytes() == 0 ? NONE : new byte[header.metadataBytes()];
      body.get(metadata);
      var bytes = new byte[header.payloadBytes()];
      body.get(bytes);
      return deserialize(header.serializerId(), manifest, bytes);
    }

    String writer() {
      return writer;
    }

    String adapterManifest() {
      return adapter;
    }

    Option<Object> metadata() {
      if (metadata.length == 0) {
        return Option.empty();
      }
      ByteBuffer all = ByteBuffer.wrap(metadata);
      int serializerId = all.getInt();
      var name = new byte[Short.toUnsignedInt(all.getShort())];
      all.get(name);
      var content = new byte[all.remaining()];
      all.get(content);
      return Option.apply(
          deserialize(serializerId, new String(name, StandardCharsets.UTF_8), content));
    }
  }

  private Object deserialize(int serializerId, String manifest, byte[] bytes) {
    Serializer serializer = byId.get(serializerId);
    if (serializer == null) {
      Option<Serializer> found = serialization.serializerByIdentity().get(serializerId);
      if (found.isDefined()) {
        serializer = found.get();
        byId.put(serializerId, serializer);
      }
    }
    if (serializer instanceof GatheringSerializer gathering) {
      return gathering.fromBytes(bytes, 0, bytes.length, manifest);
    }
    if (serializer instanceof SerializerWithStringManifest named) {
      return withSystem(named, bytes, manifest);
    }
    return serialization.deserialize(bytes, serializerId, manifest).get();
  }

  private Object withSystem(
      SerializerWithStringManifest serializer, byte[] bytes, String manifest) {
    return withTransportInformation(
        () -> {
          try {
            return serializer.fromBinary(bytes, manifest);
          } catch (java.io.NotSerializableException e) {
            throw new IllegalStateException("unreadable event, manifest [" + manifest + "]", e);
          }
        });
  }

  /** Makes a new string only if the bytes differ from the last ones. */
  private static final class RepeatedText {
    private byte[] lastBytes = NONE;
    private String last = "";

    String read(ByteBuffer source, int length) {
      ByteBuffer bytes = source.slice(source.position(), length);
      source.position(source.position() + length);
      if (!bytes.equals(ByteBuffer.wrap(lastBytes))) {
        lastBytes = new byte[length];
        bytes.get(lastBytes);
        last = new String(lastBytes, StandardCharsets.UTF_8);
      }
      return last;
    }
  }

  /** Actor references inside an event need to know the address of this system. */
  private <T> T withTransportInformation(Supplier<T> work) {
    return Serialization$.MODULE$.withTransportInformation(system, work::get);
  }
}
