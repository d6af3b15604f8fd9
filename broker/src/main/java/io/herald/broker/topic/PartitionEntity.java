package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.partition.PartitionId;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One partition of a topic in a cluster that shares its store: on one node at a time, the owner of
 * its lease ({@link LeasedEntity}). It asks the topic what there is to run, runs the {@link
 * TopicPartition}, its child, and tells the nodes where that is; messages do not pass through it.
 */
public final class PartitionEntity extends AbstractBehavior<PartitionEntity.Command> {

  /** What may be asked, from any node. */
  public sealed interface Command {}

  /** Makes sure that the partition runs. */
  public enum Wake implements Command {
    /** The one instance. */
    INSTANCE
  }

  /** Answers with {@link TopicGateway.Located} as soon as the partition can be used. */
  public record Locate(ActorRef<TopicGateway.Command> replyTo) implements Command {}

  /**
   * Hands a command to the partition as soon as it can be used.
   *
   * @param incarnation the topic's; a later life of the topic has nothing to do with it
   */
  public record Forward(long incarnation, TopicPartition.Command command) implements Command {}

  /**
   * The topic says what it is; the answer to {@link Topic.Describe}.
   *
   * @param isLive false if the topic is being deleted, and the partition with it
   */
  public record Described(long incarnation, TopicOutline outline, boolean isLive)
      implements Command {}

  /** There is no such topic; the answer to {@link Topic.Describe}. */
  public enum NoTopic implements Command {
    /** The one instance. */
    INSTANCE
  }

  /** Another node takes over. */
  enum Leave implements Command {
    INSTANCE
  }

  private record FromPartition(Topic.Command message) implements Command {}

  private enum AskAgain implements Command {
    INSTANCE
  }

  private enum HasLeft implements Command {
    INSTANCE
  }

  private enum IsDeleted implements Command {
    INSTANCE
  }

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final TopicContext shared;
  private final TopicName topic;
  private final int index;
  private final Ownership ownership;
  private final TopicSharding sharding;
  private final Set<Command> waiting = new LinkedHashSet<>(); // some are asked again and again
  private final List<ActorRef<Done>> deleters = new ArrayList<>(); // asked again until it is done
  private ActorRef<TopicPartition.Command> partition;
  private long incarnation;
  private boolean isReady;
  private boolean isLive;

  private PartitionEntity(
      ActorContext<Command> context,
      TopicContext shared,
      TopicName topic,
      int index,
      Ownership ownership,
      TopicSharding sharding) {
    super(context);
    context.setLoggerName(PartitionEntity.class);
    this.shared = shared;
    this.topic = topic;
    this.index = index;
    this.ownership = ownership;
    this.sharding = sharding;
    describe();
  }

  /** A partition that this node owns. */
  static Behavior<Command> create(
      TopicContext shared,
      TopicName topic,
      int index,
      Ownership ownership,
      TopicSharding sharding) {
    return Behaviors.setup(
        context -> new PartitionEntity(context, shared, topic, index, ownership, sharding));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onSignal(ChildFailed.class, failed -> onPartitionFailed(failed.cause()))
        .onSignal(Terminated.class, ended -> Behaviors.stopped())
        .onSignal(PostStop.class, stop -> onStopped())
        .onAnyMessage(this::onCommand)
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    if (isOfNextLife(command)) {
      sharding.tell(topic, index, command);
      return Behaviors.stopped();
    } else if (command instanceof Described described) {
      if (partition == null) {
        start(described);
      }
    } else if (command == NoTopic.INSTANCE) {
      return isLive ? this : Behaviors.stopped();
    } else if (command == AskAgain.INSTANCE) {
      if (!isLive) {
        describe();
      }
    } else if (command instanceof FromPartition from) {
      onPartition(from.message());
    } else if (command == Leave.INSTANCE) {
      return onLeave();
    } else if (command == HasLeft.INSTANCE) {
      return Behaviors.stopped();
    } else if (command == IsDeleted.INSTANCE) {
      deleters.forEach(deleter -> deleter.tell(Done.getInstance()));
      return Behaviors.stopped();
    } else if (isReady) {
      onReadyCommand(command);
    } else if (command != Wake.INSTANCE) {
      waiting.add(command);
    }
    return this;
  }

  /**
   * An ephemeral topic is nowhere but in its actor: after that has moved the topic begins anew, and
   * so do its partitions.
   */
  private boolean isOfNextLife(Command command) {
    return isReady
        && topic.isEphemeral()
        && command instanceof Forward forward
        && forward.incarnation() > incarnation;
  }

  private void describe() {
    sharding.tell(topic, new Topic.Describe(index, getContext().getSelf()));
    getContext().scheduleOnce(ASK_AGAIN, getContext().getSelf(), AskAgain.INSTANCE);
  }

  private void start(Described described) {
    isLive = described.isLive();
    incarnation = described.incarnation();
    ActorRef<Topic.Command> fromPartition =
        getContext().messageAdapter(Topic.Command.class, FromPartition::new);
    partition =
        getContext()
            .spawn(
                LeaseLostException.expectedBy(
                    TopicPartition.create(
                        shared,
                        new PartitionId(topic, described.incarnation(), index),
                        described.outline(),
                        ownership,
                        fromPartition)),
                "partition",
                DispatcherSelector.sameAsParent());
    getContext().watch(partition);
  }

  private void onPartition(Topic.Command message) {
    if (message instanceof Topic.PartitionReady) {
      isReady = true;
      if (isLive) {
        sharding.hosted().opened(topic);
      }
      List<Command> due = List.copyOf(waiting);
      waiting.clear();
      due.forEach(this::onReadyCommand);
    } else {
      sharding.tell(topic, message);
    }
  }

  private void onReadyCommand(Command command) {
    if (command instanceof Locate locate && isLive) {
      locate.replyTo().tell(new TopicGateway.Located(index, partition));
    } else if (command instanceof Forward forward) {
      forward(forward);
    } else if (command != Wake.INSTANCE && isLive) {
      throw new AssertionError("unhandled " + command);
    }
  }

  private void forward(Forward forward) {
    boolean isLate = forward.incarnation() < incarnation;
    if (forward.command() instanceof TopicPartition.Delete delete) {
      if (isLate) {
        delete.replyTo().tell(Done.getInstance());
      } else {
        deleters.add(delete.replyTo());
        if (deleters.size() == 1) {
          partition.tell(new TopicPartition.Delete(whenDone(IsDeleted.INSTANCE)));
        }
      }
    } else if (!isLate) {
      partition.tell(forward.command());
    }
  }

  /** For the partition to say that it is done, which then comes as this command. */
  private ActorRef<Done> whenDone(Command command) {
    ActorRef<Command> self = getContext().getSelf();
    return getContext()
        .spawnAnonymous(
            Behaviors.receiveMessage(
                done -> {
                  self.tell(command);
                  return Behaviors.stopped();
                }));
  }

  private Behavior<Command> onLeave() {
    if (!isReady) {
      return Behaviors.stopped();
    }
    partition.tell(new TopicPartition.HandOver(whenDone(HasLeft.INSTANCE)));
    return this;
  }

  private Behavior<Command> onStopped() {
    shared.stats().removePartition(topic, index);
    if (isReady && isLive) {
      sharding.hosted().closed(topic);
    }
    return this;
  }

  /** Fails with it, so that it begins anew when this node owns the partition for sure. */
  private static Behavior<Command> onPartitionFailed(Throwable cause) {
    throw cause instanceof LeaseLostException lost
        ? lost
        : new IllegalStateException("the partition failed", cause);
  }
}
