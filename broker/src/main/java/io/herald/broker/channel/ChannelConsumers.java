package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.ConnectionMessage.Subscribed;
import io.herald.broker.stats.ChannelStats;
import io.herald.persistence.partition.PartitionId;
import io.herald.protocol.name.ChannelName;

/**
 * A channel's consumers as they come and go. They are watched, so that what they hold comes back
 * when their node dies, and one whose client left before it had subscribed does not stay. Belongs
 * to one {@link Channel} and runs in it.
 */
final class ChannelConsumers {
  /** A consumer is no more, or its node is not. */
  record Gone(long consumer, ActorRef<ConnectionMessage> connection) implements Channel.Command {}

  private final ActorContext<Channel.Command> context;
  private final int partition;
  private final ChannelLedger ledger;
  private final Delivery delivery;
  private final ChannelStats stats;
  private final String name;
  private boolean isDraining;
  private boolean isMoving;

  ChannelConsumers(
      ActorContext<Channel.Command> context,
      PartitionId partitionId,
      ChannelName channel,
      ChannelLedger ledger,
      Delivery delivery,
      ChannelStats stats) {
    this.context = context;
    this.partition = partitionId.index();
    this.name = partitionId.topic() + ":" + channel;
    this.ledger = ledger;
    this.delivery = delivery;
    this.stats = stats;
  }

  /** The channel ends: nobody is taken any more. */
  void drain() {
    isDraining = true;
  }

  /** The channel goes elsewhere: whoever comes is told to follow it. */
  void move() {
    isMoving = true;
  }

  /**
   * A connection wants messages, and hears whether it gets them.
   *
   * @param max how many consumers there may be; 0 = any number
   */
  void subscribe(Consumer consumer, int max) {
    if (isMoving) {
      consumer.connection().tell(new ChannelMoved(partition, context.getSelf()));
      return;
    }
    boolean isNew = delivery.consumer(consumer.id()) == null;
    if (isDraining || (max > 0 && isNew && ledger.consumerCount() >= max)) {
      String full = "consumers for " + name + " exceeds limit of " + max;
      consumer.connection().tell(new SubscribeFailed(partition, isDraining ? "exiting" : full));
      return;
    }
    add(consumer);
  }

  /** A consumer comes; one that is here already begins anew. */
  private void add(Consumer consumer) {
    remove(consumer.id());
    ledger.addConsumer(consumer.id(), consumer.messageTimeoutMillis(), consumer.sampleRate());
    delivery.add(consumer.with(stats.add(consumer.id(), partition, consumer.stats())));
    context.watchWith(consumer.connection(), new Gone(consumer.id(), consumer.connection()));
    consumer.connection().tell(new Subscribed(partition, context.getSelf()));
  }

  /** A consumer goes. */
  void remove(long id) {
    Consumer consumer = delivery.consumer(id);
    if (consumer == null) {
      return;
    }
    context.unwatch(consumer.connection());
    ledger.removeConsumer(id);
    delivery.remove(id);
    stats.remove(id, partition);
  }

  /** A consumer has ended without a word; it may have been succeeded already. */
  void gone(Gone gone) {
    Consumer consumer = delivery.consumer(gone.consumer());
    if (consumer != null && consumer.connection().equals(gone.connection())) {
      remove(gone.consumer());
    }
  }

  /** The channel goes elsewhere: all are told to follow it. */
  void moveAll() {
    for (Consumer consumer : delivery.consumers()) {
      remove(consumer.id());
      consumer.connection().tell(new ChannelMoved(partition, context.getSelf()));
    }
  }
}
