package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.Published;
import io.herald.broker.channel.Consumer;
import io.herald.broker.request.AnswerCollector;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.OpenFailed;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.ConnectionMessage.TopicOpened;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.List;

/**
 * All topics of a node: opens one when it is first used, and waits with a name that is being
 * deleted until it is free again. Publishing to a topic that is open does not pass through here;
 * see {@link TopicDirectory}.
 */
public final class Topics extends AbstractBehavior<Topics.Command> {

  /** What may be asked. */
  public sealed interface Command {}

  /** Makes the topic ready to be published to; it is created if need be. */
  public record Open(TopicName topic, ActorRef<ConnectionMessage.Message> replyTo)
      implements Command {}

  /**
   * Publishes for somebody who has no connection; the topic is created if need be.
   *
   * @param key what has the same goes to the same partition; empty = see {@link
   *     io.herald.broker.Broker#publish}
   * @param partition where to, whatever the key; {@link OpenTopic#ANY}, or one that the topic does
   *     not have = as the key says
   */
  public record Publish(
      TopicName topic,
      String key,
      int partition,
      Publisher.Layout layout,
      ActorRef<StatusReply<Published>> replyTo)
      implements Command {}

  /** Subscribes a connection; topic and channel are created if need be. */
  public record Subscribe(TopicName topic, ChannelName channel, Consumer consumer)
      implements Command {}

  /** Subscribes a connection again to one partition, whose channel has ended without it. */
  public record Resubscribe(TopicName topic, ChannelName channel, int partition, Consumer consumer)
      implements Command {}

  /**
   * Creates a topic unless it exists.
   *
   * @param spec what it is made as; if it is to be ordered, a topic that exists must be so, too
   */
  public record CreateTopic(TopicName topic, TopicSpec spec, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Deletes a topic. */
  public record DeleteTopic(TopicName topic, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Gives an existing topic more partitions, so that it has this many. */
  public record ExpandTopic(TopicName topic, int partitions, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Asks an existing topic and its partitions. */
  public record Ask(
      TopicName topic, TopicRequest request, ActorRef<StatusReply<PartitionAnswers>> replyTo)
      implements Command {}

  private record AskAgain(TopicName topic, TopicRequest request, ActorRef<PartitionReply> replyTo)
      implements Command {}

  /** Opens topics that the store has, and answers when all are open. */
  public record OpenAll(List<TopicName> topics, ActorRef<Done> replyTo) implements Command {}

  /** Opens and creates nothing more, and answers when every channel has stored what it knows. */
  public record Drain(ActorRef<Done> replyTo) implements Command {}

  /** A topic can be published to. */
  record Opened(OpenTopic topic) implements Command {}

  /** A topic that could be published to cannot for the moment. */
  record Unavailable(TopicName topic) implements Command {}

  /** A topic cannot be opened now. */
  record OpenRefused(TopicName topic, String reason) implements Command {}

  /** A topic is gone with everything it had. */
  record Closed(TopicName topic) implements Command {}

  /** A topic's actor has ended, for whatever reason. */
  record Ended(TopicName topic, ActorRef<Topic.Command> actor) implements Command {}

  /** Partitions that are just moving answer later; who asked the broker waits a little longer. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);

  /** Longer than questions take, so that nobody is asked twice because he is busy. */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(3);

  private final TopicContext shared;
  private final java.util.function.Consumer<ConnectionMessage> connections;
  private final TopicEntries entries;
  private final DirectPublishing publishing;
  private boolean isDraining;

  private Topics(
      ActorContext<Command> context,
      TopicContext shared,
      TopicPlacement placement,
      int defaultPartitions,
      java.util.function.Consumer<ConnectionMessage> connections) {
    super(context);
    context.setLoggerName(Topics.class);
    this.shared = shared;
    this.entries = new TopicEntries(context, shared.loops(), placement, defaultPartitions);
    this.connections = connections;
    this.publishing = new DirectPublishing(context, shared.directory());
    shared.directory().openedBy(context.getSelf());
  }

  /** Whether a persistence id is that of a topic. */
  public static boolean isTopic(String persistenceId) {
    return persistenceId.startsWith(Topic.PERSISTENCE_ID_PREFIX);
  }

  /** The topic whose persistence id this is. */
  public static TopicName topicName(String persistenceId) {
    return new TopicName(persistenceId.substring(Topic.PERSISTENCE_ID_PREFIX.length()));
  }

  /**
   * All topics of a node.
   *
   * @param defaultPartitions how many a topic gets whose creator does not say
   * @param connections tells every connection of the node something
   */
  public static Behavior<Command> create(
      TopicContext shared,
      TopicPlacement placement,
      int defaultPartitions,
      java.util.function.Consumer<ConnectionMessage> connections) {
    return Behaviors.setup(
        context -> new Topics(context, shared, placement, defaultPartitions, connections));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    if (command instanceof Open open) {
      onOpen(open);
    } else if (command instanceof Subscribe subscribe) {
      onSubscribe(subscribe);
    } else if (command instanceof Resubscribe again) {
      onResubscribe(again);
    } else if (command instanceof Publish publish) {
      onPublish(publish);
    } else if (command instanceof Opened opened) {
      onOpened(opened.topic());
    } else if (command instanceof Unavailable unavailable) {
      onUnavailable(unavailable.topic());
    } else if (command instanceof OpenRefused refused) {
      onRefused(refused);
    } else if (command instanceof Closed closed) {
      onClosed(closed.topic());
    } else if (command instanceof Ended ended) {
      onEnded(ended);
    } else if (command instanceof OpenAll openAll) {
      onOpenAll(openAll);
    } else if (command instanceof Drain drain) {
      onDrain(drain);
    } else {
      onAdministration(command);
    }
    return this;
  }

  private void onAdministration(Command command) {
    if (command instanceof CreateTopic create) {
      onCreate(create);
    } else if (command instanceof DeleteTopic delete) {
      onDelete(delete);
    } else if (command instanceof ExpandTopic expand) {
      toTopic(expand.topic(), new Topic.Expand(expand.partitions(), expand.replyTo()));
    } else if (command instanceof Ask ask) {
      toTopic(ask.topic(), new Topic.Ask(ask.request(), collector(ask)));
    } else if (command instanceof AskAgain again) {
      toTopic(again.topic(), new Topic.Ask(again.request(), again.replyTo()));
    } else {
      throw new AssertionError("unhandled " + command);
    }
  }

  private void onOpen(Open open) {
    if (isDraining) {
      open.replyTo().tell(new OpenFailed(open.topic(), "exiting"));
      return;
    }
    entries
        .open(open.topic(), TopicSpec.UNSAID)
        .whenOpen(
            () -> open.replyTo().tell(new TopicOpened(open.topic())),
            reason -> open.replyTo().tell(new OpenFailed(open.topic(), reason)),
            () -> onOpen(open));
  }

  private void onPublish(Publish publish) {
    if (isDraining) {
      publish.replyTo().tell(exiting());
      return;
    }
    entries
        .open(publish.topic(), TopicSpec.UNSAID)
        .whenOpen(
            () -> publishing.append(publish),
            reason -> publish.replyTo().tell(notOpen(reason)),
            () -> onPublish(publish));
  }

  private static <T> StatusReply<T> exiting() {
    return StatusReply.error(new BrokerException(Reason.EXITING, "the node is stopping"));
  }

  private void onSubscribe(Subscribe subscribe) {
    ActorRef<ConnectionMessage> connection = subscribe.consumer().connection();
    if (isDraining) {
      connection.tell(new SubscribeFailed("exiting"));
      return;
    }
    TopicEntry entry = entries.open(subscribe.topic(), TopicSpec.UNSAID);
    entry.whenOpen(
        () -> entry.tell(new Topic.Subscribe(subscribe.channel(), subscribe.consumer())),
        reason -> connection.tell(new SubscribeFailed(reason)),
        () -> onSubscribe(subscribe));
  }

  private void onResubscribe(Resubscribe again) {
    TopicEntry entry = entries.find(again.topic());
    if (entry == null || isDraining) {
      again.consumer().connection().tell(ConnectionMessage.Disconnect.INSTANCE);
      return;
    }
    entry.whenOpen(
        () ->
            entry.tell(
                new Topic.SubscribePartition(again.channel(), again.partition(), again.consumer())),
        reason ->
            again.consumer().connection().tell(new SubscribeFailed(again.partition(), reason)),
        () -> onResubscribe(again));
  }

  private void onCreate(CreateTopic create) {
    if (isDraining) {
      create.replyTo().tell(exiting());
      return;
    }
    entries
        .open(create.topic(), create.spec())
        .whenOpen(
            () -> create.replyTo().tell(created(create)),
            reason -> create.replyTo().tell(notOpen(reason)),
            () -> onCreate(create));
  }

  private StatusReply<Done> created(CreateTopic create) {
    boolean isOrdered = shared.directory().find(create.topic()).spec().isOrdered();
    return isOrdered || !create.spec().isOrdered()
        ? StatusReply.ack()
        : StatusReply.error(
            new BrokerException(Reason.NOT_ORDERED, "the topic exists and is not ordered"));
  }

  private void onRefused(OpenRefused refused) {
    TopicEntry entry = entries.find(refused.topic());
    if (entry != null) {
      entry.refuse(refused.reason());
    }
  }

  private void onUnavailable(TopicName name) {
    TopicEntry entry = entries.find(name);
    if (entry != null) {
      shared.directory().remove(name);
      entry.reopening();
    }
  }

  private void onOpened(OpenTopic topic) {
    TopicEntry entry = entries.find(topic.name());
    if (entry == null || entry.isClosing()) {
      return;
    }
    shared.directory().add(topic);
    entry.opened();
    int partitions = topic.spec().partitions();
    if (entry.hasGrownTo(partitions)) {
      connections.accept(new ConnectionMessage.TopicExpanded(topic.name(), partitions));
    }
  }

  private void onDelete(DeleteTopic delete) {
    TopicEntry entry = entries.existing(delete.topic());
    if (entry == null || entry.isClosing()) {
      delete.replyTo().tell(notFound());
      return;
    }
    entry.whenOpen(
        () -> {
          shared.directory().remove(delete.topic());
          entry.closing(() -> delete.replyTo().tell(StatusReply.ack()));
          entry.tell(new Topic.Delete());
        },
        reason -> delete.replyTo().tell(StatusReply.error(BrokerException.notStored(reason))),
        () -> delete.replyTo().tell(notFound()));
  }

  private void onClosed(TopicName name) {
    shared.directory().remove(name);
    shared.stats().remove(name);
    TopicEntry entry = entries.remove(name);
    if (entry != null) {
      entry.closed();
    }
  }

  /** A topic that ends without having been deleted has failed; its next user opens it anew. */
  private void onEnded(Ended ended) {
    TopicEntry entry = entries.find(ended.topic());
    if (entry != null && entry.isRunBy(ended.actor()) && !isDraining) {
      getContext().getLog().error("topic {} failed; its next user opens it anew", ended.topic());
      shared.directory().remove(ended.topic());
      entries.remove(ended.topic()).closed();
    }
  }

  private ActorRef<PartitionReply> collector(Ask ask) {
    if (!ask.request().isRepeatable()) {
      return getContext().spawnAnonymous(AnswerCollector.create(ANSWER_PATIENCE, ask.replyTo()));
    }
    ActorRef<Command> self = getContext().getSelf();
    return getContext()
        .spawnAnonymous(
            AnswerCollector.repeating(
                ANSWER_PATIENCE,
                ASK_AGAIN_AFTER,
                collector -> self.tell(new AskAgain(ask.topic(), ask.request(), collector)),
                ask.replyTo()));
  }

  private void toTopic(TopicName name, Topic.Asked command) {
    TopicEntry entry = entries.existing(name);
    if (entry == null || entry.isClosing()) {
      command.refuse(noTopic());
      return;
    }
    entry.whenOpen(
        () -> entry.tell(command),
        reason -> command.refuse(BrokerException.notStored(reason)),
        () -> command.refuse(noTopic()));
  }

  private <T> StatusReply<T> notOpen(String reason) {
    return isDraining ? exiting() : StatusReply.error(BrokerException.notStored(reason));
  }

  static BrokerException noTopic() {
    return new BrokerException(Reason.TOPIC_NOT_FOUND, "no such topic");
  }

  private static StatusReply<Done> notFound() {
    return StatusReply.error(noTopic());
  }

  private void onOpenAll(OpenAll openAll) {
    ActorRef<Done> counter =
        getContext().spawnAnonymous(Countdown.create(openAll.topics().size(), openAll.replyTo()));
    Runnable done = () -> counter.tell(Done.getInstance());
    for (TopicName topic : openAll.topics()) {
      entries.open(topic, TopicSpec.UNSAID).whenOpen(done, reason -> done.run(), done);
    }
  }

  private void onDrain(Drain drain) {
    isDraining = true;
    entries.all().forEach(entry -> entry.refuse("exiting"));
    List<TopicEntry> open = entries.all().stream().filter(TopicEntry::isOpen).toList();
    ActorRef<Done> counter =
        getContext().spawnAnonymous(Countdown.create(open.size(), drain.replyTo()));
    open.forEach(entry -> entry.tell(new Topic.Drain(counter)));
  }
}
