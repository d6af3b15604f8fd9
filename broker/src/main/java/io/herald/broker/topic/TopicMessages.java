package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.broker.remote.ConsumerWire;
import io.herald.broker.remote.WireFormat;
import io.herald.broker.remote.WireReader;
import io.herald.broker.remote.WireWriter;
import io.herald.broker.request.ConfigLayout;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.session.AppendReply;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.Origin;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.name.ChannelName;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What nodes tell each other's topics, partitions and gateways. */
public final class TopicMessages {
  private static final int BYTES_PER_NAME = 2; // at least: its length, and one character

  private TopicMessages() {}

  /** Adds them to the format between nodes. */
  public static void addTo(WireFormat format) {
    addTopic(format);
    addPartition(format);
    addEntity(format);
    addGateway(format);
  }

  private static void addTopic(WireFormat format) {
    format.add(Topic.Delete.class, "topic.Delete:1", (delete, out) -> {}, in -> new Topic.Delete());
    format.add(
        Topic.Attach.class,
        "topic.Attach:2",
        (attach, out) -> {
          out.flag(attach.create());
          write(attach.spec(), out);
          out.ref(attach.gateway());
        },
        in -> new Topic.Attach(in.flag(), spec(in), in.ref()));
    format.add(
        Topic.Describe.class,
        "topic.Describe:1",
        (describe, out) -> {
          out.unsigned(describe.partition());
          out.ref(describe.replyTo());
        },
        in -> new Topic.Describe(in.unsignedInt(), in.ref()));
    format.add(
        Topic.Expand.class,
        "topic.Expand:1",
        (expand, out) -> {
          out.unsigned(expand.partitions());
          out.ref(expand.replyTo());
        },
        in -> new Topic.Expand(in.unsignedInt(), in.ref()));
    format.addSingle(Topic.Wake.INSTANCE, "topic.Wake:1");
    format.add(
        Topic.ChannelsGone.class,
        "topic.ChannelsGone:1",
        (gone, out) -> out.unsigned(gone.partition()),
        in -> new Topic.ChannelsGone(in.unsignedInt()));
    format.add(
        Topic.Ask.class,
        "topic.Ask:1",
        (ask, out) -> {
          out.nested(ask.request());
          out.ref(ask.replyTo());
        },
        in -> new Topic.Ask(in.nested(TopicRequest.class), in.ref()));
  }

  private static void addPartition(WireFormat format) {
    format.add(
        TopicPartition.Append.class,
        "partition.Append:2",
        TopicMessages::write,
        TopicMessages::append);
    format.add(
        TopicPartition.Delete.class,
        "partition.Delete:1",
        (delete, out) -> out.ref(delete.replyTo()),
        in -> new TopicPartition.Delete(in.ref()));
    format.add(
        TopicPartition.Subscribe.class,
        "partition.Subscribe:2",
        (subscribe, out) -> {
          write(subscribe.channel(), out);
          out.unsigned(subscribe.partition());
          ConsumerWire.write(subscribe.consumer(), out);
        },
        in -> new TopicPartition.Subscribe(channel(in), in.unsignedInt(), ConsumerWire.read(in)));
    format.add(
        TopicPartition.Ask.class,
        "partition.Ask:1",
        (ask, out) -> {
          out.nested(ask.request());
          out.ref(ask.replyTo());
        },
        in -> new TopicPartition.Ask(in.nested(PartitionRequest.class), in.ref()));
    format.add(
        TopicPartition.Agree.class,
        "partition.Agree:2",
        (agree, out) -> write(agree.outline(), out),
        in -> new TopicPartition.Agree(outline(in)));
  }

  private static void addEntity(WireFormat format) {
    format.addSingle(PartitionEntity.Wake.INSTANCE, "entity.Wake:1");
    format.add(
        PartitionEntity.Locate.class,
        "entity.Locate:1",
        (locate, out) -> out.ref(locate.replyTo()),
        in -> new PartitionEntity.Locate(in.ref()));
    format.add(
        PartitionEntity.Forward.class,
        "entity.Forward:2",
        (forward, out) -> {
          out.signed(forward.incarnation());
          out.nested(forward.command());
        },
        in -> new PartitionEntity.Forward(in.signed(), in.nested(TopicPartition.Command.class)));
    format.add(
        PartitionEntity.Described.class,
        "entity.Described:3",
        (described, out) -> {
          out.signed(described.incarnation());
          out.flag(described.isLive());
          write(described.outline(), out);
        },
        TopicMessages::described);
    format.addSingle(PartitionEntity.NoTopic.INSTANCE, "entity.NoTopic:1");
  }

  private static void addGateway(WireFormat format) {
    format.add(
        TopicGateway.Attached.class,
        "gateway.Attached:3",
        (attached, out) -> {
          out.signed(attached.incarnation());
          write(attached.spec(), out);
          out.ref(attached.topic());
        },
        in -> new TopicGateway.Attached(in.signed(), spec(in), in.ref()));
    format.add(
        TopicGateway.Refused.class,
        "gateway.Refused:1",
        (refused, out) -> out.text(refused.reason()),
        in -> new TopicGateway.Refused(in.text()));
    format.addSingle(TopicGateway.NoTopic.INSTANCE, "gateway.NoTopic:1");
    format.add(
        TopicGateway.Located.class,
        "gateway.Located:1",
        (located, out) -> {
          out.unsigned(located.index());
          out.ref(located.partition());
        },
        in -> new TopicGateway.Located(in.unsignedInt(), in.ref()));
  }

  private static void write(TopicPartition.Append append, WireWriter out) {
    out.unsigned(append.token());
    out.ref(append.replyTo());
    out.unsigned(append.count());
    Deferrals deferrals = append.deferrals();
    out.unsigned(deferrals.size());
    for (int n = 0; n < deferrals.size(); n++) {
      out.unsigned(deferrals.offset(n));
      out.signed(deferrals.dueMillis(n));
    }
    write(append.origin(), out);
    out.newFrames(append.frames(), append.count());
  }

  private static void write(Origin origin, WireWriter out) {
    out.text(origin.publisher());
    out.flag(origin.key().isPresent());
    origin.key().ifPresent(key -> write(key, out));
    out.text(origin.audience().map(ChannelName::value).orElse(""));
  }

  private static void write(PublishKey key, WireWriter out) {
    out.signed(key.high());
    out.signed(key.low());
  }

  private static Origin origin(WireReader in) {
    String publisher = in.text();
    Optional<PublishKey> key =
        in.flag() ? Optional.of(new PublishKey(in.signed(), in.signed())) : Optional.empty();
    String audience = in.text();
    return new Origin(
        publisher,
        key,
        audience.isEmpty() ? Optional.empty() : Optional.of(new ChannelName(audience)));
  }

  private static TopicPartition.Append append(WireReader in) {
    long token = in.unsigned();
    ActorRef<AppendReply> replyTo = in.ref();
    int count = in.unsignedInt();
    Deferrals deferrals = deferrals(in, count);
    if (count == 0) {
      throw new IllegalArgumentException("no messages");
    }
    Origin origin = origin(in);
    byte[] frames = in.newFrames(count);
    int bodyBytes = frames.length - count * MessageFrame.HEADER_BYTES;
    return new TopicPartition.Append(token, frames, count, bodyBytes, deferrals, origin, replyTo);
  }

  private static Deferrals deferrals(WireReader in, int messages) {
    int size = in.count(2);
    if (size == 0) {
      return Deferrals.NONE;
    }
    long[] offsets = new long[size];
    long[] dues = new long[size];
    for (int n = 0; n < size; n++) {
      offsets[n] = in.unsigned();
      dues[n] = in.signed();
      if (offsets[n] >= messages || (n > 0 && offsets[n] <= offsets[n - 1])) {
        throw new IllegalArgumentException("deferral of message " + offsets[n]);
      }
    }
    return new Deferrals(offsets, dues);
  }

  private static PartitionEntity.Described described(WireReader in) {
    long incarnation = in.signed();
    boolean isLive = in.flag();
    return new PartitionEntity.Described(incarnation, outline(in), isLive);
  }

  private static void write(TopicOutline outline, WireWriter out) {
    out.flag(outline.paused());
    out.flag(outline.isOrdered());
    write(outline.channels(), out);
    ConfigLayout.write(outline.config(), out);
  }

  private static TopicOutline outline(WireReader in) {
    boolean paused = in.flag();
    boolean isOrdered = in.flag();
    return new TopicOutline(channels(in), paused, isOrdered, ConfigLayout.read(in));
  }

  private static void write(Set<ChannelName> channels, WireWriter out) {
    out.unsigned(channels.size());
    channels.forEach(channel -> write(channel, out));
  }

  private static Set<ChannelName> channels(WireReader in) {
    Set<ChannelName> channels = new LinkedHashSet<>();
    for (int left = in.count(BYTES_PER_NAME); left > 0; left--) {
      channels.add(channel(in));
    }
    return channels;
  }

  private static void write(TopicSpec spec, WireWriter out) {
    out.unsigned(spec.partitions());
    out.flag(spec.isOrdered());
  }

  private static TopicSpec spec(WireReader in) {
    return new TopicSpec(in.unsignedInt(), in.flag());
  }

  private static void write(ChannelName channel, WireWriter out) {
    out.text(channel.value());
  }

  private static ChannelName channel(WireReader in) {
    return new ChannelName(in.text());
  }
}
