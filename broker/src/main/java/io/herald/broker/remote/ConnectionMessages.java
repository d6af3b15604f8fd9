package io.herald.broker.remote;

import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.ConnectionMessage.Failure;
import io.herald.broker.session.ConnectionMessage.MoreWaits;
import io.herald.broker.session.ConnectionMessage.ReadySet;
import io.herald.broker.session.ConnectionMessage.SettleFailed;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.ConnectionMessage.Subscribed;
import io.herald.broker.session.FrameSlice;
import io.herald.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** What partitions and channels tell a connection of another node. */
final class ConnectionMessages {
  private ConnectionMessages() {}

  static void addTo(WireFormat format) {
    addAppendReplies(format);
    format.add(
        Subscribed.class,
        "connection.Subscribed:1",
        (subscribed, out) -> {
          out.unsigned(subscribed.partition());
          out.ref(subscribed.channel());
        },
        in -> new Subscribed(in.unsignedInt(), in.ref()));
    format.add(
        ChannelMoved.class,
        "connection.ChannelMoved:1",
        (moved, out) -> {
          out.unsigned(moved.partition());
          out.ref(moved.channel());
        },
        in -> new ChannelMoved(in.unsignedInt(), in.ref()));
    format.add(
        SubscribeFailed.class,
        "connection.SubscribeFailed:3",
        (failed, out) -> {
          out.signed(failed.partition());
          out.text(failed.reason());
          out.flag(failed.isFinal());
        },
        in -> new SubscribeFailed(Math.toIntExact(in.signed()), in.text(), in.flag()));
    format.add(
        Deliver.class,
        "connection.Deliver:1",
        ConnectionMessages::write,
        ConnectionMessages::deliver);
    format.add(
        SettleFailed.class,
        "connection.SettleFailed:1",
        (failed, out) -> {
          out.unsigned(failed.failures().size());
          for (Failure failure : failed.failures()) {
            out.text(failure.code().name());
            out.text(failure.text());
          }
        },
        ConnectionMessages::settleFailed);
    format.add(
        ReadySet.class,
        "connection.ReadySet:1",
        (set, out) -> {
          out.unsigned(set.partition());
          out.unsigned(set.inFlight());
          out.flag(set.moreWaits());
        },
        in -> new ReadySet(in.unsignedInt(), in.unsignedInt(), in.flag()));
    format.add(
        MoreWaits.class,
        "connection.MoreWaits:1",
        (more, out) -> out.unsigned(more.partition()),
        in -> new MoreWaits(in.unsignedInt()));
    format.addSingle(ConnectionMessage.Disconnect.INSTANCE, "connection.Disconnect:1");
  }

  private static void addAppendReplies(WireFormat format) {
    format.add(
        AppendReply.Appended.class,
        "append.Appended:2",
        (reply, out) -> {
          out.unsigned(reply.token());
          out.unsigned(reply.firstId());
          out.flag(reply.isRepeat());
        },
        in -> new AppendReply.Appended(in.unsigned(), in.unsigned(), in.flag()));
    format.add(
        AppendReply.Rejected.class,
        "append.Rejected:1",
        (reply, out) -> {
          out.unsigned(reply.token());
          out.text(reply.reason());
        },
        in -> new AppendReply.Rejected(in.unsigned(), in.text()));
    format.add(
        AppendReply.TopicGone.class,
        "append.TopicGone:1",
        (reply, out) -> out.unsigned(reply.token()),
        in -> new AppendReply.TopicGone(in.unsigned()));
  }

  private static void write(Deliver deliver, WireWriter out) {
    out.unsigned(deliver.partition());
    out.unsigned(deliver.slices().size());
    for (FrameSlice slice : deliver.slices()) {
      out.unsigned(slice.count());
      out.unsigned(slice.sizeBytes());
      out.frames(slice);
    }
  }

  /** The slices lie side by side now, in one array. */
  private static Deliver deliver(WireReader in) {
    int partition = in.unsignedInt();
    byte[] frames = in.frames();
    List<FrameSlice> slices = new ArrayList<>();
    int at = 0;
    for (int left = in.count(2); left > 0; left--) {
      int count = in.unsignedInt();
      int end = Math.addExact(at, in.unsignedInt());
      if (end > frames.length) {
        throw new IllegalArgumentException("a slice reaches beyond the frames");
      }
      slices.add(new FrameSlice(frames, at, end, count));
      at = end;
    }
    if (at != frames.length) {
      throw new IllegalArgumentException(frames.length - at + " bytes are of no slice");
    }
    return new Deliver(partition, slices);
  }

  private static SettleFailed settleFailed(WireReader in) {
    List<Failure> failures = new ArrayList<>();
    for (int left = in.count(2); left > 0; left--) {
      failures.add(new Failure(ErrorCode.valueOf(in.text()), in.text()));
    }
    return new SettleFailed(failures);
  }
}
