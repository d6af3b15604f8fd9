package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ReplyQueue;
import io.herald.broker.session.ReplyQueue.Ticket;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.topic.PartitionRef;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.broker.topic.TopicPartition;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import io.herald.protocol.command.ClientCommand;
import io.herald.protocol.command.ClientCommand.Dpub;
import io.herald.protocol.command.ClientCommand.Mpub;
import io.herald.protocol.command.ClientCommand.Pub;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The publishing half of a connection: PUB, MPUB and DPUB of one chunk become one append per topic,
 * and the replies to appends become the client's OKs.
 *
 * <p>The messages of one connection and topic keep their order, also when the partition moves: what
 * it has turned away is sent again, in order, when nothing sent before is unanswered, and a command
 * waits while appends that went elsewhere are unanswered.
 */
final class Publishing {
  private final ConnectionContext context;
  private final long connection;
  private final ActorRef<ConnectionMessage> self;
  private final ReplyQueue replies;
  private final ClientStats stats;
  private final Origin origin;
  private final List<AppendCollector> collectors = new ArrayList<>();
  private final Map<Long, Unacknowledged> unacknowledged = new LinkedHashMap<>();
  private final Map<TopicName, Route> routes = new HashMap<>();
  private long lastToken;
  private long unacknowledgedBytes;
  private int barred; // routes that are

  /** The command that has to wait until its topic can take it. */
  private ClientCommand.Publish held;

  /** It has been asked for the topic of {@link #held}. */
  private boolean isOpening;

  /** The one partition that {@link #held} may go to cannot be used now. */
  private boolean isPartitionAway;

  /** What publishes of other connections to an ordered topic may have in common with these. */
  private String key = "";

  /** Where the unanswered appends of one topic have gone. */
  private static final class Route {
    final TopicName topic;
    ActorRef<TopicPartition.Command> partition;
    int unanswered; // with those that are homeless
    int homeless;
    boolean isOpening; // it has been asked where the topic is now

    /** The topic is still said to be where it turned appends away: to be asked again in a while. */
    boolean isBarred;

    Route(TopicName topic, ActorRef<TopicPartition.Command> partition) {
      this.topic = topic;
      this.partition = partition;
    }
  }

  private static final class Unacknowledged {
    final Route route;
    final Ticket ticket;
    final Append append;

    /** Turned away: the topic was deleted or moves. It is sent again. */
    boolean isHomeless;

    Unacknowledged(Route route, Ticket ticket, Append append) {
      this.route = route;
      this.ticket = ticket;
      this.append = append;
    }
  }

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

  /** The collector of this chunk for the topic, or null if the topic can take nothing yet. */
  private AppendCollector collector(TopicName name) {
    for (AppendCollector collector : collectors) {
      if (collector.topic().name().equals(name)) {
        return collector;
      }
    }
    Route route = routes.get(name);
    if (route != null && route.homeless > 0) {
      return null; // goes behind what is sent again
    }
    OpenTopic topic = context.directory().find(name);
    if (topic == null) {
      isOpening = true;
      context.topics().tell(new Topics.Open(name, self.narrow()));
      return null;
    }
    PartitionRef partition = partitionOf(topic);
    if (partition == null) {
      isPartitionAway = true;
      return null;
    }
    if (route != null && !route.partition.equals(partition.actor())) {
      return null; // the partition has moved: goes behind what it may still answer
    }
    AppendCollector collector = new AppendCollector(topic, partition.actor());
    collectors.add(collector);
    return collector;
  }

  /** Whether a command waits for its topic. */
  boolean isWaiting() {
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
              origin,
              self.narrow());
      Route route = routeOf(collector);
      route.unanswered++;
      unacknowledged.put(token, new Unacknowledged(route, collector.ticket(), append));
      account(frames.length);
      stats.published(collector.topic().name(), collector.count());
      route.partition.tell(append);
    }
    collectors.clear();
  }

  private Route routeOf(AppendCollector collector) {
    TopicName name = collector.topic().name();
    Route route = routes.get(name);
    if (route == null) {
      route = new Route(name, collector.partition());
      routes.put(name, route);
    }
    return route;
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
    Route route = answered.route;
    if (reply instanceof AppendReply.TopicGone) {
      // deleted between two publishes: as in nsqd the later one creates it anew; or it moves
      route.homeless += answered.isHomeless ? 0 : 1;
      answered.isHomeless = true;
      open(route);
    } else {
      settle(answered, reply);
    }
    sendAgain(route);
  }

  private void settle(Unacknowledged answered, AppendReply reply) {
    unacknowledged.remove(reply.token());
    account(-answered.append.frames().length);
    Route route = answered.route;
    route.homeless -= answered.isHomeless ? 1 : 0;
    if (--route.unanswered == 0) {
      bar(route, false);
      routes.remove(route.topic);
    }
    if (reply instanceof AppendReply.Rejected rejected) {
      answered.ticket.failed(rejected.reason());
    } else {
      answered.ticket.stored();
    }
  }

  private void open(Route route) {
    if (!route.isOpening) {
      route.isOpening = true;
      context.topics().tell(new Topics.Open(route.topic, self.narrow()));
    }
  }

  /** What was turned away goes where the topic is now, if all that was sent is answered. */
  private void sendAgain(Route route) {
    if (route.homeless == 0 || route.homeless < route.unanswered || route.isOpening) {
      return;
    }
    OpenTopic topic = context.directory().find(route.topic);
    if (topic == null) {
      open(route);
      return;
    }
    PartitionRef partition = partitionOf(topic);
    if (partition == null || partition.actor().equals(route.partition)) {
      bar(route, true);
    } else {
      sendAgain(route, partition.actor());
    }
  }

  private void sendAgain(Route route, ActorRef<TopicPartition.Command> partition) {
    route.partition = partition;
    route.homeless = 0;
    for (Unacknowledged waiting : unacknowledged.values()) {
      if (waiting.route == route) {
        waiting.isHomeless = false;
        partition.tell(waiting.append);
      }
    }
  }

  private void bar(Route route, boolean isBarred) {
    barred += (isBarred ? 1 : 0) - (route.isBarred ? 1 : 0);
    route.isBarred = isBarred;
  }

  /** Whether {@link #turn} is to be called in a while. */
  boolean needsTurn() {
    return barred > 0 || isPartitionAway;
  }

  /**
   * Some time has passed: what stands for a topic that moves may know more now.
   *
   * @return whether the command that has waited went on
   */
  boolean turn() {
    for (Route route : List.copyOf(routes.values())) {
      if (route.isBarred) {
        bar(route, false);
        OpenTopic topic = context.directory().find(route.topic);
        if (topic == null) {
          open(route);
        } else {
          sendAgainOrWait(route, partitionOf(topic));
        }
      }
    }
    boolean wasAway = isPartitionAway;
    isPartitionAway = false;
    return wasAway && resume();
  }

  private void sendAgainOrWait(Route route, PartitionRef partition) {
    if (partition == null) {
      bar(route, true);
    } else {
      sendAgain(route, partition.actor());
    }
  }

  /**
   * The client has said who it is: on an ordered topic all that say the same share a partition.
   *
   * @param clientId as in IDENTIFY
   */
  void identified(String clientId) {
    key = clientId;
  }

  private PartitionRef partitionOf(OpenTopic topic) {
    return topic.spec().isOrdered() && !key.isEmpty()
        ? topic.partitionFor(key)
        : topic.partitionFor(connection);
  }

  /** The topic can be published to. */
  void opened(TopicName name) {
    heard(name);
    Route route = routes.get(name);
    if (route != null) {
      route.isOpening = false;
      sendAgain(route);
    }
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
    Route route = routes.get(name);
    if (route != null) {
      route.isOpening = false;
    }
    for (Unacknowledged waiting : List.copyOf(unacknowledged.values())) {
      if (waiting.isHomeless && waiting.route == route) {
        settle(waiting, new AppendReply.Rejected(waiting.append.token(), reason));
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
