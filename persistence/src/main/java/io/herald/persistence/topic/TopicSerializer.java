package io.herald.persistence.topic;

import io.herald.persistence.serialization.CodecSerializer;
import io.herald.persistence.serialization.VarintReader;
import io.herald.persistence.serialization.VarintWriter;
import io.herald.persistence.topic.TopicEvent.ChannelConfigured;
import io.herald.persistence.topic.TopicEvent.ChannelCreated;
import io.herald.persistence.topic.TopicEvent.ChannelDeleted;
import io.herald.persistence.topic.TopicEvent.PartitionsAdded;
import io.herald.persistence.topic.TopicEvent.TopicConfigured;
import io.herald.persistence.topic.TopicEvent.TopicCreated;
import io.herald.persistence.topic.TopicEvent.TopicDeleted;
import io.herald.persistence.topic.TopicEvent.TopicPaused;
import io.herald.protocol.name.ChannelName;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The bytes of topic events and states.
 *
 * <pre>
 *   TopicCreated:1    incarnation
 *   TopicCreated:2    incarnation  partitions
 *   TopicCreated:3    incarnation  spec
 *   ChannelCreated:1  channel
 *   ChannelDeleted:1  channel
 *   PartitionsAdded:1 partitions
 *   TopicPaused:1     1 | 0
 *   TopicDeleted:1    (nothing)
 *   TopicConfigured:1   values
 *   ChannelConfigured:1 channel  values
 *   TopicState:1      phase  incarnation  paused  count { channel }
 *   TopicState:2      phase  incarnation  paused  count { channel }  partitions
 *   TopicState:3      phase  incarnation  paused  count { channel }  spec
 *   TopicState:4      phase  incarnation  paused  count { channel }  spec
 *                     values  count { channel  values }
 *   spec              partitions  ordered (1 | 0)
 *   values            count { name  text }
 * </pre>
 *
 * <p>The lowest version that has room for what a topic is made as is the one that is written.
 */
public final class TopicSerializer extends CodecSerializer {
  /** Stands beside every record in the journal: never change it. */
  public static final int IDENTIFIER = 1_414_103;

  private static final String CREATED = "TopicCreated:1";
  private static final String CREATED_PARTITIONED = "TopicCreated:2";
  private static final String CREATED_AS = "TopicCreated:3";
  private static final String CHANNEL_CREATED = "ChannelCreated:1";
  private static final String CHANNEL_DELETED = "ChannelDeleted:1";
  private static final String PARTITIONS_ADDED = "PartitionsAdded:1";
  private static final String PAUSED = "TopicPaused:1";
  private static final String DELETED = "TopicDeleted:1";
  private static final String CONFIGURED = "TopicConfigured:1";
  private static final String CHANNEL_CONFIGURED = "ChannelConfigured:1";
  private static final String STATE = "TopicState:1";
  private static final String STATE_PARTITIONED = "TopicState:2";
  private static final String STATE_AS = "TopicState:3";
  private static final String STATE_CONFIGURED = "TopicState:4";

  private static final Map<Class<?>, String> MANIFESTS =
      Map.of(
          TopicCreated.class, CREATED,
          ChannelCreated.class, CHANNEL_CREATED,
          ChannelDeleted.class, CHANNEL_DELETED,
          PartitionsAdded.class, PARTITIONS_ADDED,
          TopicPaused.class, PAUSED,
          TopicDeleted.class, DELETED,
          TopicConfigured.class, CONFIGURED,
          ChannelConfigured.class, CHANNEL_CONFIGURED,
          TopicState.class, STATE);

  public TopicSerializer() {
    super(IDENTIFIER);
  }

  @Override
  protected String manifestOf(Object object) {
    if (object instanceof TopicCreated event) {
      return versionFor(event.spec(), CREATED, CREATED_PARTITIONED, CREATED_AS);
    }
    if (object instanceof TopicState state) {
      return state.config().isEmpty()
          ? versionFor(state.spec(), STATE, STATE_PARTITIONED, STATE_AS)
          : STATE_CONFIGURED;
    }
    return MANIFESTS.get(object.getClass());
  }

  private static String versionFor(TopicSpec spec, String one, String partitioned, String full) {
    if (!spec.equals(TopicSpec.of(spec.partitions()))) {
      return full;
    }
    return spec.partitions() == 1 ? one : partitioned;
  }

  @Override
  protected byte[] encode(Object object) {
    VarintWriter out = new VarintWriter();
    if (object instanceof TopicCreated event) {
      out.unsigned(event.incarnation());
      encodeShort(event.spec(), out);
    } else if (object instanceof ChannelCreated event) {
      out.text(event.channel().value());
    } else if (object instanceof ChannelDeleted event) {
      out.text(event.channel().value());
    } else if (object instanceof PartitionsAdded event) {
      out.unsigned(event.partitions());
    } else if (object instanceof TopicPaused event) {
      out.unsigned(event.paused() ? 1 : 0);
    } else if (object instanceof TopicConfigured event) {
      encode(event.values(), out);
    } else if (object instanceof ChannelConfigured event) {
      out.text(event.channel().value());
      encode(event.values(), out);
    } else if (object instanceof TopicState state) {
      encode(state, out);
    }
    return out.toByteArray();
  }

  private static void encode(TopicState state, VarintWriter out) {
    out.text(state.phase().name());
    out.unsigned(state.incarnation());
    out.unsigned(state.paused() ? 1 : 0);
    out.unsigned(state.channels().size());
    state.channels().forEach(channel -> out.text(channel.value()));
    TopicConfig config = state.config();
    if (config.isEmpty()) {
      encodeShort(state.spec(), out);
      return;
    }
    encode(state.spec(), out);
    encode(config.topic(), out);
    out.unsigned(config.channels().size());
    config
        .channels()
        .forEach(
            (channel, values) -> {
              out.text(channel.value());
              encode(values, out);
            });
  }

  private static void encode(SettingValues values, VarintWriter out) {
    out.unsigned(values.byName().size());
    values
        .byName()
        .forEach(
            (name, text) -> {
              out.text(name);
              out.text(text);
            });
  }

  private static void encode(TopicSpec spec, VarintWriter out) {
    out.unsigned(spec.partitions());
    out.unsigned(spec.isOrdered() ? 1 : 0);
  }

  /** As much of it as its version has room for. */
  private static void encodeShort(TopicSpec spec, VarintWriter out) {
    String version = versionFor(spec, STATE, STATE_PARTITIONED, STATE_AS);
    if (version.equals(STATE)) {
      return;
    }
    if (version.equals(STATE_AS)) {
      encode(spec, out);
    } else {
      out.unsigned(spec.partitions());
    }
  }

  private static TopicSpec decodeSpec(VarintReader in) {
    return new TopicSpec(Math.toIntExact(in.unsigned()), in.unsigned() == 1);
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
      case CREATED -> new TopicCreated(in.unsigned(), TopicSpec.of(1));
      case CREATED_PARTITIONED -> new TopicCreated(in.unsigned(), decodePartitions(in));
      case CREATED_AS -> new TopicCreated(in.unsigned(), decodeSpec(in));
      case CHANNEL_CREATED -> new ChannelCreated(new ChannelName(in.text()));
      case CHANNEL_DELETED -> new ChannelDeleted(new ChannelName(in.text()));
      case PARTITIONS_ADDED -> new PartitionsAdded(Math.toIntExact(in.unsigned()));
      case PAUSED -> new TopicPaused(in.unsigned() == 1);
      case DELETED -> TopicDeleted.INSTANCE;
      case CONFIGURED -> new TopicConfigured(decodeValues(in));
      case CHANNEL_CONFIGURED ->
          new ChannelConfigured(new ChannelName(in.text()), decodeValues(in));
      case STATE -> decodeState(in, end -> TopicSpec.of(1));
      case STATE_PARTITIONED -> decodeState(in, TopicSerializer::decodePartitions);
      case STATE_AS -> decodeState(in, TopicSerializer::decodeSpec);
      case STATE_CONFIGURED -> {
        TopicState plain = decodeState(in, TopicSerializer::decodeSpec);
        yield plain.withConfig(decodeConfig(in));
      }
      default -> throw new IllegalArgumentException("unknown manifest");
    };
  }

  private static TopicSpec decodePartitions(VarintReader in) {
    return TopicSpec.of(Math.toIntExact(in.unsigned()));
  }

  private static TopicState decodeState(VarintReader in, Function<VarintReader, TopicSpec> spec) {
    TopicState.Phase phase = TopicState.Phase.valueOf(in.text());
    long incarnation = in.unsigned();
    boolean paused = in.unsigned() == 1;
    Set<ChannelName> channels = new TreeSet<>();
    for (int left = in.count(1); left > 0; left--) {
      channels.add(new ChannelName(in.text()));
    }
    return new TopicState(
        phase,
        incarnation,
        Collections.unmodifiableSet(channels),
        paused,
        spec.apply(in),
        TopicConfig.NONE);
  }

  private static TopicConfig decodeConfig(VarintReader in) {
    SettingValues topic = decodeValues(in);
    Map<ChannelName, SettingValues> channels = new TreeMap<>();
    for (int left = in.count(2); left > 0; left--) {
      channels.put(new ChannelName(in.text()), decodeValues(in));
    }
    return new TopicConfig(topic, channels);
  }

  private static SettingValues decodeValues(VarintReader in) {
    Map<String, String> values = new TreeMap<>();
    for (int left = in.count(2); left > 0; left--) {
      values.put(in.text(), in.text());
    }
    return SettingValues.of(values);
  }
}
