package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.deadletter.DeadLetter;
import io.herald.broker.deadletter.DeadLetterBox;
import io.herald.broker.deadletter.DeadLetterTopic;
import io.herald.broker.delivery.Burials;
import io.herald.broker.topic.TopicContext;
import io.herald.broker.topic.TopicPartition;
import io.herald.persistence.partition.PartitionId;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings messages whose attempts are used up to the dead-letter topic, and finishes them when it
 * has them. One round of a limited number and size at a time; one that fails is tried again after a
 * pause that grows, and nothing is lost. A crash before a message counts as finished buries it
 * twice. Belongs to one {@link Channel} and runs in it.
 */
final class Burial implements MessageFetch.Taker {
  private static final int MESSAGES_MAX = 64;
  private static final int BYTES_MAX = 1 << 20; // and one message more
  private static final Duration PAUSE_MIN = Duration.ofMillis(500);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private final ActorContext<Channel.Command> context;
  private final TopicContext shared;
  private final PartitionId partitionId;
  private final ChannelName channel;
  private final Burials burials;
  private final MessageFetch fetch;
  private TopicName deadLetterTopic;
  private Duration pause = Duration.ZERO; // after the last failure
  private boolean isPublishing;
  private boolean isStopped;

  private final List<byte[]> letters = new ArrayList<>();
  private long[] offsets = new long[0]; // of the letters
  private int bytes;

  Burial(
      ActorContext<Channel.Command> context,
      TopicContext shared,
      PartitionId partitionId,
      ChannelName channel,
      ActorRef<TopicPartition.Command> partition,
      HistoryReader history,
      Burials burials) {
    this.context = context;
    this.shared = shared;
    this.partitionId = partitionId;
    this.channel = channel;
    this.burials = burials;
    this.fetch = new MessageFetch(context, partition, history, this);
    configure("");
  }

  /** Where dead letters go from now on; empty = to TOPIC.CHANNEL.dead. */
  void configure(String configuredTopic) {
    deadLetterTopic = DeadLetterTopic.of(partitionId.topic(), channel, configuredTopic);
  }

  /** The channel ends: nothing more is begun. */
  void stop() {
    isStopped = true;
  }

  /** Begins a round if there is something to bury. */
  void proceed() {
    if (isStopped || isPublishing || fetch.isBusy() || burials.waiting() == 0) {
      return;
    }
    letters.clear();
    offsets = new long[0];
    bytes = 0;
    fetch.begin(burials.take(MESSAGES_MAX));
  }

  @Override
  public void take(long offset, MessageBatch batch, int position) {
    if (!burials.isUnderWay(offset)) {
      return;
    }
    if (bytes >= BYTES_MAX) {
      burials.giveBack(offset);
      return;
    }
    byte[] frames = batch.bytes();
    int bodyAt = position + MessageFrame.HEADER_BYTES;
    DeadLetter letter =
        new DeadLetter(
            partitionId.topic().value(),
            channel.value(),
            MessageFrame.id(frames, position),
            MessageFrame.timestampNanos(frames, position),
            burials.attempts(offset),
            burials.reason(offset).words(),
            Instant.ofEpochMilli(System.currentTimeMillis()),
            Arrays.copyOfRange(frames, bodyAt, MessageFrame.next(frames, position)));
    letters.add(letter.toJson());
    bytes += letter.body().length;
    offsets = Arrays.copyOf(offsets, offsets.length + 1);
    offsets[offsets.length - 1] = offset;
  }

  @Override
  public void lost(long offset) {
    burials.lose(offset);
  }

  @Override
  public void unreadable(long offset) {
    burials.giveBack(offset);
  }

  @Override
  public void over() {
    if (letters.isEmpty()) {
      return;
    }
    isPublishing = true;
    TopicName to = deadLetterTopic;
    DeadLetterBox box = new DeadLetterBox(shared.directory().topics(), context.getSystem());
    context.pipeToSelf(
        box.put(to, partitionId, List.copyOf(letters)),
        (done, failure) -> new Resumed(() -> published(to, failure)));
  }

  private void published(TopicName to, Throwable failure) {
    if (failure == null) {
      if (!pause.isZero()) {
        context.getLog().info("dead letters can be stored in topic {} again", to);
      }
      pause = Duration.ZERO;
      isPublishing = false;
      Arrays.stream(offsets).forEach(burials::buried);
      return;
    }
    if (pause.isZero()) {
      context
          .getLog()
          .warn(
              "dead letters of {}/{} cannot be stored in topic {}; they are kept and tried again:"
                  + " {}",
              partitionId.topic(),
              channel,
              to,
              failure.getMessage());
    }
    for (int n = offsets.length - 1; n >= 0; n--) {
      burials.giveBack(offsets[n]); // each goes before the others: the first in the end
    }
    pause = pause.isZero() ? PAUSE_MIN : min(pause.multipliedBy(2), PAUSE_MAX);
    context.scheduleOnce(pause, context.getSelf(), new Resumed(() -> isPublishing = false));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
