package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ReplyQueue;
import io.herald.broker.session.ReplyQueue.Ticket;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.tcp.AppendRoutes.Way;
import io.herald.broker.topic.PartitionRef;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import io.herald.protocol.command.ClientCommand;
import io.herald.protocol.command.ClientCommand.Dpub;
import io.herald.protocol.command.ClientCommand.Mpub;
import io.herald.protocol.command.ClientCommand.Pub;
import io.herald.protocol.command.PublishOptions;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.List;

/**
 * The publishing half of a connection: PUB, MPUB and DPUB of one chunk become one append per topic,
 * and the replies to appends become the client's OKs. A publish with a publish key is an append of
 * its own, because it is stored or not for itself.
 *
 * <p>The messages of one connection and topic keep their order, also when the partition moves: a
 * command waits while appends that went elsewhere are unanswered (see {@link AppendRoutes}). What
 * has a key goes to the key's partition, in an order of its own.
 */
final class Publishing {
  private final ConnectionContext context;
  private final long connection;
  private final ActorRef<ConnectionMessage> self;
  private final ReplyQueue replies;
  private final ClientStats stats;
  private final Origin origin;
  private final AppendRoutes routes;
  private final List<AppendCollector> collectors = new ArrayList<>();

  /** The command that has to wait until its topic can take it. */
  private ClientCommand.Publish held;

  /** It has been asked for the topic of {@link #held}. */
  private boolean isOpening;

  /** The one partition that {@link #held} may go to cannot be used now. */
  private boolean isPartitionAway;

  /** What publishes of other connections to an ordered topic may have in common with these. */
  private String key = "";

  Publishing(
      ConnectionContext context,
      long connection,
      ActorRef<ConnectionMessage> self,
      ReplyQueue replies,
      ClientStats stats) {
    this.context = context;
    this.connection = connection;
    this.self = self;
    this.replies = replies;
    this.stats = stats;
    this.origin = Origin.of(stats.remoteAddress());
    this.routes = new AppendRoutes(context, self, this::partitionOf);
  }

  /** Takes a command that publishes; its body is not copied before {@link #send}. */
  void accept(ClientCommand.Publish command) {
    AppendCollector topic = collector(command.topic(), command.options());
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

  /** The collector of this chunk that takes the publish, or null if the topic can take nothing. */
  private AppendCollector collector(TopicName name, PublishOptions options) {
    boolean isPlain = options.equals(PublishOptions.NONE);
    AppendCollector collected = isPlain ? collected(name) : null;
    if (collected != null) {
      return collected;
    }
    OpenTopic topic = context.directory().find(name);
    Way way = new Way(name, topic == null ? OpenTopic.ANY : indexFor(topic, options));
    collected = isPlain || options.once().isPresent() ? null : collected(way);
    if (collected != null) {
      return collected;
    }
    if (routes.isBlocked(way)) {
      return null; // goes behind what is sent again
    }
    if (topic == null) {
      isOpening = true;
      context.topics().tell(new Topics.Open(name, self.narrow()));
      return null;
    }
    PartitionRef partition = partitionOf(topic, way.index());
    if (partition == null) {
      isPartitionAway = true;
      return null;
    }
    if (routes.leadsElsewhere(way, partition.actor())) {
      return null; // the partition has moved: goes behind what it may still answer
    }
    Origin from = options.once().map(origin::once).orElse(origin);
    AppendCollector collector = new AppendCollector(way, from, partition.actor());
    collectors.add(collector);
    return collector;
  }

  /** As nearly every publish finds it; null if the topic's newest does not take just anything. */
  private AppendCollector collected(TopicName name) {
    for (int n = collectors.size() - 1; n >= 0; n--) {
      AppendCollector collector = collectors.get(n);
      if (collector.way().topic().equals(name)) {
        boolean takes = collector.way().index() == OpenTopic.ANY && !collector.isAlone();
        return takes ? collector : null;
      }
    }
    return null;
  }

  /** What follows a publish with a publish key on the same way comes behind it. */
  private AppendCollector collected(Way way) {
    for (int n = collectors.size() - 1; n >= 0; n--) {
      AppendCollector collector = collectors.get(n);
      if (collector.way().equals(way)) {
        return collector.isAlone() ? null : collector;
      }
    }
    return null;
  }

  /** Whether a command waits for its topic. */
  boolean isWaiting() {
    return held != null;
  }

  /** Sends what has been collected; the input may be reused afterwards. */
  void send() {
    for (AppendCollector collector : collectors) {
      Append append =
          new Append(
              routes.nextToken(),
              collector.layOutFrames(),
              collector.count(),
              collector.bodyBytes(),
              collector.deferrals(),
              collector.origin(),
              self.narrow());
      routes.send(collector.way(), collector.partition(), collector.ticket(), append);
      stats.published(collector.way().topic(), collector.count());
    }
    collectors.clear();
  }

  /** Whether the client must wait until more of its publishes are stored. */
  boolean isFull() {
    long unacknowledged = routes.unacknowledgedBytes();
    return unacknowledged > context.settings().maxUnacknowledgedPublishBytes()
        || (unacknowledged > 0 && context.budget().isExceeded());
  }

  /** A topic has answered. */
  void replied(AppendReply reply) {
    routes.replied(reply);
  }

  /** Whether {@link #turn} is to be called in a while. */
  boolean needsTurn() {
    return routes.needsTurn() || isPartitionAway;
  }

  /**
   * Some time has passed: what stands for a topic that moves may know more now.
   *
   * @return whether the command that has waited went on
   */
  boolean turn() {
    routes.turn();
    boolean wasAway = isPartitionAway;
    isPartitionAway = false;
    return wasAway && resume();
  }

  /**
   * The client has said who it is: on an ordered topic all that say the same share a partition.
   *
   * @param clientId as in IDENTIFY
   */
  void identified(String clientId) {
    key = clientId;
  }

  /** On an ordered topic a publish key is no reason to leave the client's partition. */
  private int indexFor(OpenTopic topic, PublishOptions options) {
    boolean hasPlace = topic.spec().isOrdered() && options.partitionKey().isEmpty();
    if (hasPlace && key.isEmpty() && options.once().isPresent()) {
      return 0; // as over HTTP
    }
    return hasPlace ? OpenTopic.ANY : topic.indexFor(options.partitionKey(), options.once());
  }

  private PartitionRef partitionOf(OpenTopic topic, int index) {
    if (index != OpenTopic.ANY) {
      return topic.partitionAt(index);
    }
    return topic.spec().isOrdered() && !key.isEmpty()
        ? topic.partitionFor(key)
        : topic.partitionFor(connection);
  }

  /** The topic can be published to. */
  void opened(TopicName name) {
    heard(name);
    routes.opened(name);
  }

  private void heard(TopicName name) {
    if (held != null && held.topic().equals(name)) {
      isOpening = false;
    }
  }

  /** Tries the command that waits once more; false if there is none or it waits on. */
  boolean resume() {
    if (held == null || isOpening) {
      return false;
    }
    ClientCommand.Publish command = held;
    held = null;
    accept(command);
    send();
    return held == null;
  }

  /** The topic cannot be opened: what waited for it fails. */
  void openFailed(TopicName name, String reason) {
    heard(name);
    routes.openFailed(name, reason);
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
    routes.ended();
  }
}
