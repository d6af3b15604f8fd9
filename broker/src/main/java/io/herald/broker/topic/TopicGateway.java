package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.remote.RemotePartition;
import io.herald.broker.request.AnswerCollector;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A topic on a node of a cluster that shares its store: finds the topic's partitions, wherever they
 * are, and finds them again when they move. To {@link Topics}, its parent, it is the topic;
 * administration is passed on to the topic itself.
 *
 * <pre>
 * attaching ──► locating ──► open ──► (deleted)
 *                  ▲          │ all partitions lost
 *                  └──────────┘
 * </pre>
 */
public final class TopicGateway extends AbstractBehavior<Object> {

  /** What may be told, from any node. */
  public sealed interface Command {}

  /**
   * The topic is there.
   *
   * @param incarnation which life of the topic
   * @param spec what it was made as
   * @param topic is to be watched
   */
  public record Attached(long incarnation, TopicSpec spec, ActorRef<Topic.Command> topic)
      implements Command {}

  /** The topic cannot be attached to. */
  public record Refused(String reason) implements Command {}

  /** There is no such topic, or it is deleted. */
  public enum NoTopic implements Command {
    /** The one instance. */
    INSTANCE
  }

  /** A partition can be used. */
  public record Located(int index, ActorRef<TopicPartition.Command> partition) implements Command {}

  private record TopicEnded(ActorRef<Topic.Command> topic) {}

  private record PartitionEnded(int index, PartitionRef partition) {}

  private record ChannelReady(Topic.Subscribe subscribe, int attemptsLeft, Throwable failure) {}

  private record OpenAgain(ChannelReady failed) {}

  private enum Check {
    INSTANCE
  }

  /** The question is lost if the topic's node dies; asking twice does no harm. */
  private static final Duration CHANNEL_TIMEOUT = Duration.ofSeconds(5);

  private static final int CHANNEL_ATTEMPTS = 6;

  /** What may have been lost on the way is asked for again this often. */
  private static final Duration CHECK = Duration.ofSeconds(1);

  /** Who waits for the topic is refused after so many checks: longer than a failover takes. */
  private static final int SHUT_CHECKS_MAX = 60;

  private final TopicName name;
  private final TopicSharding sharding;
  private final ActorRef<Topics.Command> topics;
  private final TopicSpec newSpec;
  private final List<Topic.Command> early = new ArrayList<>();
  private final List<Topic.SubscribePartition> unlocated = new ArrayList<>();
  private final Set<Topic.Subscribe> opening = new LinkedHashSet<>();
  private boolean mayCreate;
  private boolean isDeleting;
  private int shutChecks;
  private long incarnation; // 0 until it is attached
  private ActorRef<Topic.Command> topic; // null while there is none to be watched
  private TopicSpec spec = TopicSpec.UNSAID;
  private PartitionRef[] partitions = new PartitionRef[0];
  private boolean isOpen;
  private boolean isChecking;

  private TopicGateway(
      ActorContext<Object> context,
      TopicName name,
      boolean mayCreate,
      TopicSpec newSpec,
      TopicSharding sharding,
      ActorRef<Topics.Command> topics) {
    super(context);
    context.setLoggerName(TopicGateway.class);
    this.name = name;
    this.mayCreate = mayCreate;
    this.newSpec = newSpec;
    this.sharding = sharding;
    this.topics = topics;
    check();
  }

  /**
   * A topic as this node sees it.
   *
   * @param mayCreate whether it is created if there is none; otherwise it counts as deleted
   * @param newSpec what it is made as then
   */
  static Behavior<Topic.Command> create(
      TopicName name,
      boolean mayCreate,
      TopicSpec newSpec,
      TopicSharding sharding,
      ActorRef<Topics.Command> topics) {
    return Behaviors.<Object>setup(
            context -> new TopicGateway(context, name, mayCreate, newSpec, sharding, topics))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onSignal(PostStop.class, signal -> onStopped())
        .onAnyMessage(this::onMessage)
        .build();
  }

  private Behavior<Object> onMessage(Object message) {
    if (message instanceof Attached attached) {
      return onAttached(attached);
    } else if (message instanceof Located located) {
      onLocated(located);
    } else if (message instanceof Refused refused) {
      mayCreate = false; // who wanted it has been refused
      topics.tell(new Topics.OpenRefused(name, refused.reason()));
    } else if (message == NoTopic.INSTANCE) {
      return closed();
    } else if (message instanceof TopicEnded ended) {
      if (ended.topic().equals(topic)) {
        topic = null;
        attach();
        checkInAWhile();
      }
    } else if (message instanceof PartitionEnded ended) {
      onPartitionEnded(ended);
    } else if (message == Check.INSTANCE) {
      isChecking = false;
      check();
    } else if (message instanceof ChannelReady ready) {
      onChannelReady(ready);
    } else if (message instanceof OpenAgain again) {
      openChannel(again.failed().subscribe(), again.failed().attemptsLeft());
    } else if (message instanceof Topic.Command command) {
      return onCommand(command);
    } else {
      throw new AssertionError("unhandled " + message);
    }
    return this;
  }

  private Behavior<Object> closed() {
    topics.tell(new Topics.Closed(name));
    return Behaviors.stopped();
  }

  /** Whoever subscribes and has no answer yet must not wait for ever. */
  private Behavior<Object> onStopped() {
    opening.forEach(each -> refuse(each, "to deleted topic/channel"));
    unlocated.forEach(each -> each.consumer().connection().tell(Disconnect.INSTANCE));
    return this;
  }

  /** Asks once more for what is missing. */
  private void check() {
    if (topic == null) {
      attach();
    } else {
      locate();
      if (isDeleting) {
        topic.tell(new Topic.Delete());
      }
    }
    shutChecks = isOpen ? 0 : shutChecks + 1;
    if (shutChecks >= SHUT_CHECKS_MAX) {
      shutChecks = 0;
      topics.tell(new Topics.OpenRefused(name, "no partition of the topic can be reached"));
    }
    if (topic == null || isDeleting || Arrays.asList(partitions).contains(null)) {
      checkInAWhile();
    }
  }

  private void checkInAWhile() {
    if (!isChecking) {
      isChecking = true;
      getContext().scheduleOnce(CHECK, getContext().getSelf(), Check.INSTANCE);
    }
  }

  private void attach() {
    sharding.tell(name, new Topic.Attach(mayCreate, newSpec, self()));
  }

  private void locate() {
    for (int index = 0; index < partitions.length; index++) {
      if (partitions[index] == null) {
        sharding.tell(name, index, new PartitionEntity.Locate(self()));
      }
    }
  }

  private ActorRef<Command> self() {
    return getContext().getSelf().narrow();
  }

  private Behavior<Object> onAttached(Attached attached) {
    if (incarnation != 0 && attached.incarnation() != incarnation) {
      return closed(); // it has been deleted, and is there again
    }
    incarnation = attached.incarnation();
    mayCreate = false; // from now on it exists until it is deleted
    if (!attached.topic().equals(topic)) {
      topic = attached.topic();
      getContext().watchWith(topic, new TopicEnded(topic));
    }
    if (attached.spec().partitions() > partitions.length) { // or it was sent before the topic grew
      spec = attached.spec();
      partitions = Arrays.copyOf(partitions, spec.partitions());
    }
    locate();
    checkInAWhile();
    List<Topic.Command> due = List.copyOf(early);
    early.clear();
    due.forEach(this::onUse);
    return this;
  }

  private void onLocated(Located located) {
    int index = located.index();
    if (index >= partitions.length || partitions[index] != null) {
      return;
    }
    ActorRef<TopicPartition.Command> actor = located.partition();
    partitions[index] = reference(index, actor);
    getContext().watchWith(actor, new PartitionEnded(index, partitions[index]));
    publish();
    for (Topic.SubscribePartition waiting : List.copyOf(unlocated)) {
      if (waiting.partition() == index) {
        unlocated.remove(waiting);
        subscribe(waiting);
      }
    }
  }

  private PartitionRef reference(int index, ActorRef<TopicPartition.Command> actor) {
    if (sharding.isLocal(actor)) {
      return new PartitionRef(index, actor, true);
    }
    ActorRef<TopicPartition.Command> standIn =
        getContext()
            .spawnAnonymous(
                RemotePartition.create(index, actor), DispatcherSelector.sameAsParent());
    return new PartitionRef(index, standIn, false);
  }

  private void onPartitionEnded(PartitionEnded ended) {
    if (ended.partition().equals(partitions[ended.index()])) {
      partitions[ended.index()] = null;
      publish();
      sharding.tell(name, ended.index(), new PartitionEntity.Locate(self()));
      checkInAWhile();
    }
  }

  /** Says which partitions can be used now. */
  private void publish() {
    List<PartitionRef> usable = Arrays.stream(partitions).filter(Objects::nonNull).toList();
    if (!usable.isEmpty()) {
      isOpen = true;
      topics.tell(new Topics.Opened(new OpenTopic(name, spec, usable)));
    } else if (isOpen) {
      isOpen = false;
      topics.tell(new Topics.Unavailable(name));
    }
  }

  private Behavior<Object> onCommand(Topic.Command command) {
    if (command instanceof Topic.Delete) {
      isDeleting = true;
      checkInAWhile();
    }
    if (command instanceof Topic.Drain drain) {
      drain.replyTo().tell(Done.getInstance()); // the node is not going to use it any more
      return Behaviors.stopped();
    }
    onUse(command);
    return this;
  }

  private void onUse(Topic.Command command) {
    if (partitions.length == 0) {
      early.add(command);
    } else if (command instanceof Topic.Subscribe subscribe) {
      openChannel(subscribe);
    } else if (command instanceof Topic.SubscribePartition again) {
      subscribe(again);
    } else {
      sharding.tell(name, command);
    }
  }

  private void openChannel(Topic.Subscribe subscribe) {
    opening.add(subscribe);
    openChannel(subscribe, CHANNEL_ATTEMPTS);
  }

  private void openChannel(Topic.Subscribe subscribe, int attempts) {
    ActorRef<Object> self = getContext().getSelf();
    ActorRef<StatusReply<PartitionAnswers>> ready =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    reply -> {
                      Throwable failure = reply.isError() ? reply.getError() : null;
                      self.tell(new ChannelReady(subscribe, attempts - 1, failure));
                      return Behaviors.stopped();
                    }));
    ActorRef<PartitionReply> collector =
        getContext().spawnAnonymous(AnswerCollector.create(CHANNEL_TIMEOUT, ready));
    sharding.tell(
        name, new Topic.Ask(new CreateChannel(subscribe.channel(), List.of()), collector));
  }

  private static void refuse(Topic.Subscribe subscribe, String reason) {
    subscribe.consumer().connection().tell(new SubscribeFailed(reason));
  }

  private void onChannelReady(ChannelReady ready) {
    boolean isForNow =
        ready.failure() instanceof BrokerException refusal
            && refusal.reason() == Reason.NOT_AVAILABLE;
    if (isForNow && ready.attemptsLeft() > 0) {
      getContext().scheduleOnce(CHECK, getContext().getSelf(), new OpenAgain(ready));
      return;
    }
    opening.remove(ready.subscribe());
    if (ready.failure() != null) {
      refuse(ready.subscribe(), ready.failure().getMessage());
      return;
    }
    for (int index = 0; index < partitions.length; index++) {
      subscribe(
          new Topic.SubscribePartition(
              ready.subscribe().channel(), index, ready.subscribe().consumer()));
    }
  }

  /** Now, or as soon as the partition is found. */
  private void subscribe(Topic.SubscribePartition subscribe) {
    PartitionRef partition =
        subscribe.partition() < partitions.length ? partitions[subscribe.partition()] : null;
    if (partition == null) {
      unlocated.remove(subscribe); // asked again
      unlocated.add(subscribe);
    } else {
      partition
          .actor()
          .tell(
              new TopicPartition.Subscribe(
                  subscribe.channel(), subscribe.partition(), subscribe.consumer()));
    }
  }
}
