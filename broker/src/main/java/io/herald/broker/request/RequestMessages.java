package io.herald.broker.request;

import io.herald.broker.BrokerException;
import io.herald.broker.remote.WireFormat;
import io.herald.broker.remote.WireReader;
import io.herald.broker.request.PartitionReply.Answered;
import io.herald.broker.request.PartitionReply.Expected;
import io.herald.broker.request.PartitionReply.Refused;
import io.herald.broker.seek.SeekMessages;
import io.herald.protocol.name.ChannelName;
import java.util.LinkedHashSet;
import java.util.Set;

/** Replies, and the requests that every channel knows, between nodes. */
public final class RequestMessages {
  private static final int BYTES_PER_NAME = 2; // at least: its length, and one character

  private RequestMessages() {}

  /** Adds them to the format between nodes. */
  public static void addTo(WireFormat format) {
    format.add(
        Expected.class,
        "request.Expected:1",
        (expected, out) -> {
          out.unsigned(expected.from());
          out.unsigned(expected.to());
        },
        in -> new Expected(in.unsignedInt(), in.unsignedInt()));
    format.add(
        Answered.class,
        "request.Answered:1",
        (answered, out) -> {
          out.unsigned(answered.partition());
          out.nested(answered.answer());
        },
        in -> new Answered(in.unsignedInt(), in.nested(PartitionAnswer.class)));
    format.add(
        Refused.class,
        "request.Refused:1",
        (refused, out) -> {
          out.signed(refused.partition());
          out.nested(refused.reason());
        },
        in -> new Refused(Math.toIntExact(in.signed()), in.nested(BrokerException.class)));
    format.addSingle(Applied.INSTANCE, "request.Applied:1");
    format.add(ShowConfig.class, "request.ShowConfig:1", (show, out) -> {}, in -> new ShowConfig());
    format.add(
        ConfigShown.class,
        "request.ConfigShown:1",
        (shown, out) -> {
          out.list(shown.channels(), (channel, to) -> to.text(channel.value()));
          ConfigLayout.write(shown.config(), out);
        },
        in -> new ConfigShown(channels(in), ConfigLayout.read(in)));
    addTopic(format);
    addChannel(format);
  }

  private static void addTopic(WireFormat format) {
    format.add(
        PauseTopic.class,
        "request.PauseTopic:1",
        (pause, out) -> out.flag(pause.paused()),
        in -> new PauseTopic(in.flag()));
    format.add(
        EmptyTopic.class, "request.EmptyTopic:1", (empty, out) -> {}, in -> new EmptyTopic());
    format.add(
        AwaitPartitions.class,
        "request.AwaitPartitions:1",
        (await, out) -> {},
        in -> new AwaitPartitions());
    format.add(
        ConfigChange.class,
        "request.ConfigChange:1",
        (change, out) -> ConfigLayout.write(change, out),
        ConfigLayout::change);
    format.add(
        ApplyConfig.class,
        "request.ApplyConfig:1",
        (apply, out) -> ConfigLayout.write(apply.config(), out),
        in -> new ApplyConfig(ConfigLayout.read(in)));
  }

  private static void addChannel(WireFormat format) {
    format.add(
        CreateChannel.class,
        "request.CreateChannel:1",
        (create, out) -> {
          out.text(create.channel().value());
          SeekMessages.write(create.from(), out);
        },
        in -> new CreateChannel(new ChannelName(in.text()), SeekMessages.offsets(in)));
    format.add(
        DeleteChannel.class,
        "request.DeleteChannel:1",
        (delete, out) -> out.text(delete.channel().value()),
        in -> new DeleteChannel(new ChannelName(in.text())));
    format.add(
        PauseChannel.class,
        "request.PauseChannel:1",
        (pause, out) -> {
          out.text(pause.channel().value());
          out.flag(pause.paused());
        },
        in -> new PauseChannel(new ChannelName(in.text()), in.flag()));
    format.add(
        EmptyChannel.class,
        "request.EmptyChannel:1",
        (empty, out) -> out.text(empty.channel().value()),
        in -> new EmptyChannel(new ChannelName(in.text())));
  }

  private static Set<ChannelName> channels(WireReader in) {
    return new LinkedHashSet<>(in.list(BYTES_PER_NAME, each -> new ChannelName(each.text())));
  }
}
