package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.stream.Materializer;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.HistoryReader;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelRequest;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.seek.MoveChannel;
import io.herald.broker.seek.PartitionOffset;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Where requests are handled in a partition, and what they get to see of it. Belongs to one {@link
 * TopicPartition} and runs in it.
 */
final class RequestDesk implements PartitionAccess {
  /** Something a request has waited for is there. */
  record Resumed(Runnable next) implements TopicPartition.Command {}

  private final ActorContext<TopicPartition.Command> context;
  private final PartitionId id;
  private final PartitionLog log;
  private final PartitionChannels channels;
  private final Ownership ownership;
  private final HistoryReader history;

  RequestDesk(
      ActorContext<TopicPartition.Command> context,
      TopicContext shared,
      PartitionId id,
      PartitionLog log,
      PartitionChannels channels,
      Ownership ownership) {
    this.context = context;
    this.id = id;
    this.log = log;
    this.channels = channels;
    this.ownership = ownership;
    this.history =
        new HistoryReader(shared.history(), Materializer.matFromSystem(context.getSystem()));
  }

  /** Another node may be asked the same, so only the owner answers. */
  void handle(TopicPartition.Ask ask) {
    Asker asker = new Asker(id.index(), ask.replyTo());
    if (ownership.isValid()) {
      ask.request().handle(this, asker);
    } else {
      asker.refuse(
          Reason.NOT_AVAILABLE, "this node may not own partition " + id.index() + " any more");
    }
  }

  @Override
  public PartitionId id() {
    return id;
  }

  @Override
  public long firstOffset() {
    return Math.min(log.firstOffset(), log.tail());
  }

  @Override
  public long tail() {
    return log.tail();
  }

  @Override
  public long releasedTo() {
    return channels.releasedTo();
  }

  @Override
  public Set<ChannelName> channels() {
    return channels.names();
  }

  @Override
  public boolean isPaused() {
    return channels.isPaused();
  }

  @Override
  public LogExtent extent() {
    return log.extent();
  }

  @Override
  public Retention retention() {
    return log.retention().rule();
  }

  @Override
  public TopicConfig config() {
    return channels.config();
  }

  @Override
  public void open(
      ChannelName channel, List<PartitionOffset> from, Consumer<StatusReply<Done>> done) {
    channels.open(channel, from, done);
  }

  @Override
  public void close(ChannelName channel, Consumer<StatusReply<Done>> done) {
    channels.close(channel, done);
  }

  @Override
  public void pause(boolean paused) {
    channels.pause(paused);
  }

  @Override
  public CompletableFuture<StatusReply<Done>> dropHeld() {
    return channels.dropHeld();
  }

  @Override
  public void configure(TopicConfig config) {
    channels.configure(config);
  }

  @Override
  public void ask(ChannelRequest request, Asker asker) {
    PartitionChannel channel = channels.find(request.channel());
    if (channel == null) {
      asker.refuse(BrokerException.noChannel());
      return;
    }
    channel.afterwards(
        () -> ask(request, asker),
        () -> {
          if (channel.hasActor()) {
            channel.tell(new Channel.Ask(request, asker));
          } else {
            asker.refuse(Reason.NOT_AVAILABLE, "partition " + id.index() + " is moving");
          }
        });
  }

  @Override
  public CompletionStage<Optional<MessageBatch>> read(long offset) {
    TopicPartition.ReadReply reply = log.read(offset);
    if (reply instanceof TopicPartition.Found found) {
      return CompletableFuture.completedFuture(Optional.of(found.batch()));
    } else if (reply instanceof TopicPartition.Stored stored) {
      return history
          .readOne(stored, offset)
          .thenApply(batch -> batch.filter(read -> read.contains(offset)));
    }
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public PartitionHistory history() {
    return log.history(history);
  }

  @Override
  public void seek(MoveChannel move, Asker asker) {
    PartitionChannel channel = channels.find(move.channel());
    if (move.offset() < log.firstKept()) {
      asker.refuse(log.hasMovedOn());
    } else if (channel == null) {
      asker.refuse(BrokerException.noChannel());
    } else {
      channel.seeksTo(move.offset());
      ask(move, new Asker(id.index(), andThen(asker.replyTo(), channel::hasSought)));
    }
  }

  /** Passes one message on and then runs something in the partition's actor. */
  private <M> ActorRef<M> andThen(ActorRef<M> receiver, Runnable next) {
    ActorRef<TopicPartition.Command> self = context.getSelf();
    return context.spawnAnonymous(
        Behaviors.receiveMessage(
            message -> {
              receiver.tell(message);
              self.tell(new Resumed(next));
              return Behaviors.stopped();
            }));
  }

  @Override
  public <T> void when(CompletionStage<T> stage, BiConsumer<T, Throwable> next) {
    context.pipeToSelf(stage, (value, failure) -> new Resumed(() -> next.accept(value, failure)));
  }
}
