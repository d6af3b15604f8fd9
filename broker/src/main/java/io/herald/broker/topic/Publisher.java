package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.Published;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.Origin;
import java.util.Arrays;
import java.util.List;

/** Publishes once for somebody who has no connection, such as an HTTP request. */
public final class Publisher {
  private Publisher() {}

  /** Messages laid out to be appended. */
  public record Layout(
      byte[] frames, int count, int bodyBytes, Deferrals deferrals, Origin origin) {}

  /**
   * Lays out these bodies as frames.
   *
   * @param deferMillis how long to hold them back, 0 = not at all
   */
  public static Layout append(List<byte[]> bodies, long deferMillis, Origin origin) {
    int bodyBytes = 0;
    for (byte[] body : bodies) {
      bodyBytes = Math.addExact(bodyBytes, body.length);
    }
    byte[] frames = new byte[Math.addExact(bodyBytes, MessageFrame.HEADER_BYTES * bodies.size())];
    int at = 0;
    for (byte[] body : bodies) {
      at = MessageFrame.layOut(frames, at, body, 0, body.length);
    }
    return new Layout(
        frames, bodies.size(), bodyBytes, deferrals(bodies.size(), deferMillis), origin);
  }

  private static Deferrals deferrals(int count, long deferMillis) {
    if (deferMillis == 0) {
      return Deferrals.NONE;
    }
    long[] indexes = new long[count];
    long[] dues = new long[count];
    Arrays.setAll(indexes, index -> index);
    Arrays.fill(dues, System.currentTimeMillis() + deferMillis);
    return new Deferrals(indexes, dues);
  }

  /**
   * Sends the append and passes its reply on.
   *
   * @param onGone runs if the topic was deleted before the append reached it
   */
  static Behavior<AppendReply> create(
      ActorRef<TopicPartition.Command> partition,
      Layout layout,
      ActorRef<StatusReply<Published>> replyTo,
      Runnable onGone) {
    return Behaviors.setup(
        context -> {
          partition.tell(
              new Append(
                  1,
                  layout.frames(),
                  layout.count(),
                  layout.bodyBytes(),
                  layout.deferrals(),
                  layout.origin(),
                  context.getSelf()));
          return Behaviors.receiveMessage(
              reply -> {
                if (reply instanceof AppendReply.Appended appended) {
                  replyTo.tell(
                      StatusReply.success(new Published(appended.firstId(), appended.isRepeat())));
                } else if (reply instanceof AppendReply.Rejected rejected) {
                  replyTo.tell(StatusReply.error(BrokerException.notStored(rejected.reason())));
                } else {
                  onGone.run();
                }
                return Behaviors.stopped();
              });
        });
  }
}
