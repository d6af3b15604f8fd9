package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ReplyQueue;
import io.herald.broker.session.ReplyQueue.Ticket;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import io.herald.protocol.command.ClientCommand;
import io.herald.protocol.command.ClientCommand.Dpub;
import io.herald.protocol.command.ClientCommand.Mpub;
import io.herald.protocol.command.ClientCommand.Pub;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The publishing half of a connection: PUB, MPUB and DPUB of one chunk become one append per topic,
 * and the replies to appends become the client's OKs.
 */
final class Publishing {
  private final ConnectionContext context;
  private final ActorRef<ConnectionMessage> self;
  private final ReplyQueue replies;
  private final ClientStats stats;
  private final List<AppendCollector> collectors = new ArrayList<>();
  private final Map<Long, Unacknowledged> unacknowledged = new LinkedHashMap<>();
  private long lastToken;
  private long unacknowledgedBytes;

  /** The command that has to wait until its topic is open. */
  private ClientCommand.Publish held;

  private static final class Unacknowledged {
    final TopicName topic;
    final Ticket ticket;
    final Append append;

    /**
     * The topic was deleted before the append reached it; it is sent again when there is a new one.
     */
    boolean homeless;

    Unacknowledged(TopicName topic, Ticket ticket, Append append) {
      this.topic = topic;
      this.ticket = ticket;
      this.append = append;
    }
  }

  Publishing(
      ConnectionContext context,
      ActorRef<ConnectionMessage> self,
      ReplyQueue replies,
      ClientStats stats) {
    this.context = context;
    this.self = self;
    this.replies = replies;
    this.stats = stats;
  }

  /** Takes a command that publishes; its body is not copied before {@link #send}. */
  void accept(ClientCommand.Publish command) {
    AppendCollector topic = collector(command.topic());
    if (topic == null) {
      held = command.copied();
    } else if (command instanceof Pub pub) {
      topic.add(pub.array(), pub.from(), pub.length());
      replies.publish(topic.ticket(), ErrorCode.E_PUB_FAILED);
    } else if (command instanceof Mpub mpub) {
      mpub.forEachBody(topic::add);
      replies.publish(topic.ticket(), ErrorCode.E_MPUB_FAILED);
    } else if (command instanceof Dpub dpub) {
      long due = System.currentTimeMillis() + dpub.delayMillis();
      topic.addDeferred(dpub.array(), dpub.from(), dpub.length(), due);
      replies.publish(topic.ticket(), ErrorCode.E_DPUB_FAILED);
    }
  }

  /** The collector of this chunk for the topic, or null if the topic must be opened first. */
  private AppendCollector collector(TopicName name) {
    for (AppendCollector collector : collectors) {
      if (collector.topic().name().equals(name)) {
        return collector;
      }
    }
    OpenTopic topic = context.directory().find(name);
    if (topic == null) {
      context.topics().tell(new Topics.Open(name, self.narrow()));
      return null;
    }
    AppendCollector collector = new AppendCollector(topic);
    collectors.add(collector);
    return collector;
  }

  /** Whether a command waits for its topic. */
  boolean isOpening() {
    return held != null;
  }

  /** Sends what has been collected; the input may be reused afterwards. */
  void send() {
    for (AppendCollector collector : collectors) {
      byte[] frames = collector.layOutFrames();
      long token = ++lastToken;
      Append append =
          new Append(
              token,
              frames,
              collector.count(),
              collector.bodyBytes(),
              collector.deferrals(),
              self.narrow());
      unacknowledged.put(
          token, new Unacknowledged(collector.topic().name(), collector.ticket(), append));
      account(frames.length);
      stats.published(collector.topic().name(), collector.count());
      collector.topic().partitionFor(0).actor().tell(append);
    }
    collectors.clear();
  }

  private void account(long bytes) {
    unacknowledgedBytes += bytes;
    context.budget().add(bytes);
  }

  /** Whether the client must wait until more of its publishes are stored. */
  boolean isFull() {
    return unacknowledgedBytes > context.settings().maxUnacknowledgedPublishBytes()
        || (unacknowledgedBytes > 0 && context.budget().isExceeded());
  }

  /** A topic has answered. */
  void replied(AppendReply reply) {
    Unacknowledged answered = unacknowledged.get(reply.token());
    if (answered == null) {
      return;
    }
    if (reply instanceof AppendReply.TopicGone) {
      // deleted between two publishes: as in nsqd the later one creates it anew
      answered.homeless = true;
      context.topics().tell(new Topics.Open(answered.topic, self.narrow()));
      return;
    }
    unacknowledged.remove(reply.token());
    account(-answered.append.frames().length);
    if (reply instanceof AppendReply.Rejected rejected) {
      answered.ticket.failed(rejected.reason());
    } else {
      answered.ticket.stored();
    }
  }

  /** The topic can be published to: what waited for it goes on. */
  void opened(TopicName name) {
    OpenTopic topic = context.directory().find(name);
    if (topic == null) {
      context.topics().tell(new Topics.Open(name, self.narrow()));
      return;
    }
    for (Unacknowledged waiting : unacknowledged.values()) {
      if (waiting.homeless && waiting.topic.equals(name)) {
        waiting.homeless = false;
        topic.partitionFor(0).actor().tell(waiting.append);
      }
    }
    if (held != null && held.topic().equals(name)) {
      ClientCommand.Publish command = held;
      held = null;
      accept(command);
      send();
    }
  }

  /** The topic cannot be opened: what waited for it fails. */
  void openFailed(TopicName name, String reason) {
    for (Unacknowledged waiting : List.copyOf(unacknowledged.values())) {
      if (waiting.homeless && waiting.topic.equals(name)) {
        replied(new AppendReply.Rejected(waiting.append.token(), reason));
      }
    }
    if (held != null && held.topic().equals(name)) {
      Ticket refused = new Ticket();
      refused.failed(reason);
      replies.publish(refused, failureCode(held));
      held = null;
    }
  }

  private static ErrorCode failureCode(ClientCommand.Publish command) {
    if (command instanceof Mpub) {
      return ErrorCode.E_MPUB_FAILED;
    }
    return command instanceof Dpub ? ErrorCode.E_DPUB_FAILED : ErrorCode.E_PUB_FAILED;
  }

  /** The connection is gone; nobody waits for the replies. */
  void ended() {
    context.budget().add(-unacknowledgedBytes);
    unacknowledgedBytes = 0;
    unacknowledged.clear();
  }
}
