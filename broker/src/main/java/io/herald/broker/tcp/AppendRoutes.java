package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ReplyQueue.Ticket;
import io.herald.broker.topic.PartitionRef;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.broker.topic.TopicPartition;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import io.herald.protocol.name.TopicName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The unanswered appends of one connection and where they have gone. Those of one route keep their
 * order, also when the partition moves: what it has turned away is sent again, in order, when
 * nothing sent before is unanswered.
 */
final class AppendRoutes {
  private final ConnectionContext context;
  private final ActorRef<ConnectionMessage> self;
  private final BiFunction<OpenTopic, Integer, PartitionRef> partitions;
  private final Map<Long, Unacknowledged> unacknowledged = new LinkedHashMap<>();
  private final Map<Way, Route> routes = new HashMap<>();
  private long lastToken;
  private long unacknowledgedBytes;
  private int barred; // routes that are

  /**
   * What has an order of its own.
   *
   * @param index of the partition, or {@link OpenTopic#ANY} for the one that the connection uses
   */
  record Way(TopicName topic, int index) {}

  /** Where the unanswered appends of one way have gone. */
  private static final class Route {
    final Way way;
    ActorRef<TopicPartition.Command> partition;
    int unanswered; // with those that are homeless
    int homeless;
    boolean isOpening; // it has been asked where the topic is now

    /** The topic is still said to be where it turned appends away: to be asked again in a while. */
    boolean isBarred;

    Route(Way way, ActorRef<TopicPartition.Command> partition) {
      this.way = way;
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

  /**
   * Nothing is unanswered.
   *
   * @param partitions the partition of a topic that a way leads to, by the way's index; null if it
   *     cannot be used now
   */
  AppendRoutes(
      ConnectionContext context,
      ActorRef<ConnectionMessage> self,
      BiFunction<OpenTopic, Integer, PartitionRef> partitions) {
    this.context = context;
    this.self = self;
    this.partitions = partitions;
  }

  /** Whether more must wait until what has been turned away is sent again. */
  boolean isBlocked(Way way) {
    Route route = routes.get(way);
    return route != null && route.homeless > 0;
  }

  /** Whether unanswered appends have gone to another partition. */
  boolean leadsElsewhere(Way way, ActorRef<TopicPartition.Command> partition) {
    Route route = routes.get(way);
    return route != null && !route.partition.equals(partition);
  }

  /** Names an append. */
  long nextToken() {
    return ++lastToken;
  }

  /** Sends an append, whose token is new, to the partition that earlier ones have gone to. */
  void send(Way way, ActorRef<TopicPartition.Command> partition, Ticket ticket, Append append) {
    Route route = routes.computeIfAbsent(way, absent -> new Route(way, partition));
    route.unanswered++;
    unacknowledged.put(append.token(), new Unacknowledged(route, ticket, append));
    account(append.frames().length);
    route.partition.tell(append);
  }

  private void account(long bytes) {
    unacknowledgedBytes += bytes;
    context.budget().add(bytes);
  }

  /** Bytes of frames that are not answered yet. */
  long unacknowledgedBytes() {
    return unacknowledgedBytes;
  }

  /** A partition has answered. */
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
      routes.remove(route.way);
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
      context.topics().tell(new Topics.Open(route.way.topic(), self.narrow()));
    }
  }

  /** What was turned away goes where the topic is now, if all that was sent is answered. */
  private void sendAgain(Route route) {
    if (route.homeless == 0 || route.homeless < route.unanswered || route.isOpening) {
      return;
    }
    OpenTopic topic = context.directory().find(route.way.topic());
    if (topic == null) {
      open(route);
      return;
    }
    PartitionRef partition = partitions.apply(topic, route.way.index());
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
    return barred > 0;
  }

  /** Some time has passed: what stands for a topic that moves may know more now. */
  void turn() {
    for (Route route : List.copyOf(routes.values())) {
      if (route.isBarred) {
        bar(route, false);
        OpenTopic topic = context.directory().find(route.way.topic());
        if (topic == null) {
          open(route);
        } else {
          sendAgainOrWait(route, partitions.apply(topic, route.way.index()));
        }
      }
    }
  }

  private void sendAgainOrWait(Route route, PartitionRef partition) {
    if (partition == null) {
      bar(route, true);
    } else {
      sendAgain(route, partition.actor());
    }
  }

  /** The topic can be published to. */
  void opened(TopicName name) {
    for (Route route : routesTo(name)) {
      route.isOpening = false;
      sendAgain(route);
    }
  }

  /** The topic cannot be opened: what waited for it fails. */
  void openFailed(TopicName name, String reason) {
    routesTo(name).forEach(route -> route.isOpening = false);
    for (Unacknowledged waiting : List.copyOf(unacknowledged.values())) {
      if (waiting.isHomeless && waiting.route.way.topic().equals(name)) {
        settle(waiting, new AppendReply.Rejected(waiting.append.token(), reason));
      }
    }
  }

  private List<Route> routesTo(TopicName name) {
    return routes.values().stream().filter(route -> route.way.topic().equals(name)).toList();
  }

  /** The connection is gone; nobody waits for the replies. */
  void ended() {
    context.budget().add(-unacknowledgedBytes);
    unacknowledgedBytes = 0;
    unacknowledged.clear();
  }
}
