package io.herald.persistence.partition;

import static java.util.Map.entry;

import io.herald.persistence.partition.ManifestEvent.ChannelClosed;
import io.herald.persistence.partition.ManifestEvent.ChannelOpened;
import io.herald.persistence.partition.ManifestEvent.MessagesDropped;
import io.herald.persistence.partition.ManifestEvent.MessagesHeld;
import io.herald.persistence.partition.ManifestEvent.MessagesReleased;
import io.herald.persistence.partition.ManifestEvent.PartitionCreated;
import io.herald.persistence.partition.ManifestEvent.PublishKeysKept;
import io.herald.persistence.partition.ManifestEvent.SegmentDeleted;
import io.herald.persistence.partition.ManifestEvent.SegmentOpened;
import io.herald.persistence.partition.ManifestEvent.SegmentSealed;
import io.herald.persistence.serialization.CodecSerializer;
import io.herald.persistence.serialization.VarintReader;
import io.herald.persistence.serialization.VarintWriter;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The bytes of manifest events, manifest states and segment states.
 *
 * <pre>
 *   PartitionCreated:1  firstOffset
 *   SegmentOpened:1     segment  baseOffset
 *   SegmentSealed:1     endOffset  bytes  sealedAt  index
 *   SegmentDeleted:1    segment
 *   ChannelOpened:1     channel  startOffset
 *   ChannelClosed:1     channel
 *   MessagesHeld:1      offset
 *   MessagesReleased:1  (nothing)
 *   MessagesDropped:1   upTo
 *   ManifestState:1     firstOffset  heldFrom (signed)
 *                       count { number baseOffset open [endOffset bytes sealedAt index] }
 *                       count { channel startOffset }
 *   ManifestState:2     as ManifestState:1  keys
 *   ManifestState:3     as ManifestState:1  keys  droppedTo
 *   PublishKeysKept:1   keys
 *   SegmentState:1      nextOffset (signed)  bytes  lastSequenceNr  unindexedBytes  lost  index
 *   SegmentState:2      as SegmentState:1  keys
 *
 *   keys                count { offset - offset before   millis - millis before (signed)   key (16) }
 *   index               count { offset - offset before   sequenceNr - sequenceNr before }
 * </pre>
 *
 * <p>Version 1 of the states is that without keys, and still written for it, as version 2 is where
 * nothing was dropped.
 */
public final class ManifestSerializer extends CodecSerializer {
  /** Stands beside every record in the journal: never change it. */
  public static final int IDENTIFIER = 1_414_104;

  private static final String CREATED = "PartitionCreated:1";
  private static final String OPENED = "SegmentOpened:1";
  private static final String SEALED = "SegmentSealed:1";
  private static final String DELETED = "SegmentDeleted:1";
  private static final String CHANNEL_OPENED = "ChannelOpened:1";
  private static final String CHANNEL_CLOSED = "ChannelClosed:1";
  private static final String HELD = "MessagesHeld:1";
  private static final String RELEASED = "MessagesReleased:1";
  private static final String DROPPED = "MessagesDropped:1";
  private static final String MANIFEST = "ManifestState:1";
  private static final String MANIFEST_WITH_KEYS = "ManifestState:2";
  private static final String KEYS_KEPT = "PublishKeysKept:1";
  private static final String MANIFEST_WITH_DROPPED = "ManifestState:3";
  private static final String SEGMENT = "SegmentState:1";
  private static final String SEGMENT_WITH_KEYS = "SegmentState:2";

  private static final Map<Class<?>, String> MANIFESTS =
      Map.ofEntries(
          entry(PartitionCreated.class, CREATED),
          entry(SegmentOpened.class, OPENED),
          entry(SegmentSealed.class, SEALED),
          entry(SegmentDeleted.class, DELETED),
          entry(ChannelOpened.class, CHANNEL_OPENED),
          entry(ChannelClosed.class, CHANNEL_CLOSED),
          entry(MessagesHeld.class, HELD),
          entry(MessagesReleased.class, RELEASED),
          entry(MessagesDropped.class, DROPPED),
          entry(ManifestState.class, MANIFEST),
          entry(SegmentState.class, SEGMENT));

  public ManifestSerializer() {
    super(IDENTIFIER);
  }

  @Override
  protected String manifestOf(Object object) {
    if (object instanceof ManifestState state && state.droppedTo() > 0) {
      return MANIFEST_WITH_DROPPED;
    }
    if (object instanceof ManifestState state && state.keys().size() > 0) {
      return MANIFEST_WITH_KEYS;
    }
    if (object instanceof SegmentState state && state.keys().size() > 0) {
      return SEGMENT_WITH_KEYS;
    }
    if (object instanceof PublishKeysKept) {
      return KEYS_KEPT;
    }
    return MANIFESTS.get(object.getClass());
  }

  @Override
  protected byte[] encode(Object object) {
    VarintWriter out = new VarintWriter();
    if (object instanceof PartitionCreated event) {
      out.unsigned(event.firstOffset());
    } else if (object instanceof SegmentOpened event) {
      out.unsigned(event.segment());
      out.unsigned(event.baseOffset());
    } else if (object instanceof SegmentSealed event) {
      out.unsigned(event.endOffset());
      out.unsigned(event.bytes());
      out.unsigned(event.sealedAtMillis());
      encode(event.index(), out);
    } else if (object instanceof SegmentDeleted event) {
      out.unsigned(event.segment());
    } else if (object instanceof ChannelOpened event) {
      out.text(event.channel().value());
      out.unsigned(event.startOffset());
    } else if (object instanceof ChannelClosed event) {
      out.text(event.channel().value());
    } else if (object instanceof MessagesHeld event) {
      out.unsigned(event.offset());
    } else if (object instanceof MessagesDropped event) {
      out.unsigned(event.upTo());
    } else if (object instanceof PublishKeysKept event) {
      KeyLogCodec.encode(event.keys(), out);
    } else if (object instanceof ManifestState state && state.droppedTo() > 0) {
      encode(state, out);
      KeyLogCodec.encode(state.keys(), out);
      out.unsigned(state.droppedTo());
    } else if (object instanceof ManifestState state) {
      encode(state, out);
      encodeIfAny(state.keys(), out);
    } else if (object instanceof SegmentState state) {
      encode(state, out);
      encodeIfAny(state.keys(), out);
    }
    return out.toByteArray();
  }

  private static void encodeIfAny(KeyLog keys, VarintWriter out) {
    if (keys.size() > 0) {
      KeyLogCodec.encode(keys, out);
    }
  }

  private static void encode(ManifestState state, VarintWriter out) {
    out.signed(state.firstOffset());
    out.signed(state.heldFrom());
    out.unsigned(state.segments().size());
    for (Segment segment : state.segments()) {
      out.unsigned(segment.number());
      out.unsigned(segment.baseOffset());
      out.unsigned(segment.isOpen() ? 1 : 0);
      if (!segment.isOpen()) {
        out.unsigned(segment.endOffset());
        out.unsigned(segment.bytes());
        out.unsigned(segment.sealedAtMillis());
        encode(segment.index(), out);
      }
    }
    out.unsigned(state.channels().size());
    state
        .channels()
        .forEach(
            (channel, startOffset) -> {
              out.text(channel.value());
              out.unsigned(startOffset);
            });
  }

  private static void encode(SegmentState state, VarintWriter out) {
    out.signed(state.nextOffset());
    out.unsigned(state.bytes());
    out.unsigned(state.lastSequenceNr());
    out.unsigned(state.unindexedBytes());
    out.unsigned(state.lostMessages());
    encode(state.index(), out);
  }

  private static void encode(SparseIndex index, VarintWriter out) {
    out.unsigned(index.size());
    long offset = 0;
    long sequenceNr = 0;
    for (int n = 0; n < index.size(); n++) {
      out.unsigned(index.offset(n) - offset);
      out.unsigned(index.sequenceNr(n) - sequenceNr);
      offset = index.offset(n);
      sequenceNr = index.sequenceNr(n);
    }
  }

  @Override
  protected Object decode(String manifest, byte[] bytes) {
    VarintReader in = new VarintReader(bytes);
    Object decoded = decode(manifest, in);
    in.expectEnd();
    return decoded;
  }

  private static Object decode(String manifest, VarintReader in) {
    return switch (manifest) {
      case CREATED -> new PartitionCreated(in.unsigned());
      case OPENED -> new SegmentOpened(in.unsigned(), in.unsigned());
      case SEALED ->
          new SegmentSealed(in.unsigned(), in.unsigned(), in.unsigned(), decodeIndex(in));
      case DELETED -> new SegmentDeleted(in.unsigned());
      case CHANNEL_OPENED -> new ChannelOpened(new ChannelName(in.text()), in.unsigned());
      case CHANNEL_CLOSED -> new ChannelClosed(new ChannelName(in.text()));
      case HELD -> new MessagesHeld(in.unsigned());
      case RELEASED -> MessagesReleased.INSTANCE;
      case DROPPED -> new MessagesDropped(in.unsigned());
      case KEYS_KEPT -> new PublishKeysKept(KeyLogCodec.decode(in));
      case MANIFEST -> decodeManifest(in, end -> KeyLog.EMPTY);
      case MANIFEST_WITH_KEYS -> decodeManifest(in, KeyLogCodec::decode);
      case MANIFEST_WITH_DROPPED ->
          decodeManifest(in, KeyLogCodec::decode).apply(new MessagesDropped(in.unsigned()));
      case SEGMENT -> decodeSegmentState(in, end -> KeyLog.EMPTY);
      case SEGMENT_WITH_KEYS -> decodeSegmentState(in, KeyLogCodec::decode);
      default -> throw new IllegalArgumentException("unknown manifest");
    };
  }

  private static ManifestState decodeManifest(
      VarintReader in, Function<VarintReader, KeyLog> keys) {
    long firstOffset = in.signed();
    long heldFrom = in.signed();
    List<Segment> segments = new ArrayList<>();
    for (int left = in.count(3); left > 0; left--) {
      segments.add(decodeSegment(in));
    }
    Map<ChannelName, Long> channels = new TreeMap<>();
    for (int left = in.count(2); left > 0; left--) {
      channels.put(new ChannelName(in.text()), in.unsigned());
    }
    return new ManifestState(
        firstOffset,
        List.copyOf(segments),
        Collections.unmodifiableMap(channels),
        heldFrom,
        keys.apply(in),
        0);
  }

  private static Segment decodeSegment(VarintReader in) {
    long number = in.unsigned();
    long baseOffset = in.unsigned();
    return in.unsigned() == 1
        ? Segment.open(number, baseOffset)
        : new Segment(
            number, baseOffset, in.unsigned(), in.unsigned(), in.unsigned(), decodeIndex(in));
  }

  private static SegmentState decodeSegmentState(
      VarintReader in, Function<VarintReader, KeyLog> keys) {
    long nextOffset = in.signed();
    long bytes = in.unsigned();
    long lastSequenceNr = in.unsigned();
    long unindexedBytes = in.unsigned();
    long lostMessages = in.unsigned();
    SparseIndex index = decodeIndex(in);
    return new SegmentState(
        nextOffset, bytes, lastSequenceNr, index, unindexedBytes, lostMessages, keys.apply(in));
  }

  private static SparseIndex decodeIndex(VarintReader in) {
    int size = in.count(2);
    long[] offsets = new long[size];
    long[] sequenceNrs = new long[size];
    long offset = 0;
    long sequenceNr = 0;
    for (int n = 0; n < size; n++) {
      offset += in.unsigned();
      sequenceNr += in.unsigned();
      offsets[n] = offset;
      sequenceNrs[n] = sequenceNr;
    }
    return new SparseIndex(offsets, sequenceNrs);
  }
}
