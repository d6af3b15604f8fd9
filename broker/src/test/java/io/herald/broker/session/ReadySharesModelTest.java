package io.herald.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Ready counts of one connection over several channels, whose messages take any time in either
 * direction, from a seed. {@code -Dherald.model.seed=N} replays one.
 */
class ReadySharesModelTest {
  private static final int STEPS = 1_000_000;
  private static final int STEPS_PER_RUN = 2000;

  /** What a connection tells a channel. */
  private record Told(int ready, boolean toBeAnswered, int finished) {}

  /** What a channel tells a connection. */
  private record Said(int delivered, boolean isAnswer, int inFlight, boolean moreWaits) {}

  /** A channel with its two directions, and what the connection has of it. */
  private static final class ModelChannel {
    final Deque<Told> toChannel = new ArrayDeque<>();
    final Deque<Said> toConnection = new ArrayDeque<>();
    int waiting;
    int inFlight;
    int ready;
    boolean isListening;
    int atClient;
    int stale; // at the client, too, but timed out: a FIN finishes nothing

    void hear(Told told) {
      inFlight -= Math.min(inFlight, told.finished());
      if (told.ready() >= 0) {
        ready = told.ready();
      }
      deliver();
      if (told.toBeAnswered()) {
        toConnection.add(new Said(0, true, inFlight, waiting > 0));
        isListening = waiting == 0;
      }
    }

    void deliver() {
      int count = Math.min(waiting, Math.max(0, ready - inFlight));
      if (count > 0) {
        waiting -= count;
        inFlight += count;
        toConnection.add(new Said(count, false, 0, false));
      }
      if (waiting > 0 && isListening) {
        isListening = false;
        toConnection.add(new Said(0, false, 0, true));
      }
    }
  }

  private static final class World {
    final SplittableRandom random;
    final List<ModelChannel> channels = new ArrayList<>();
    final ReadyShares shares = new ReadyShares(this::tell);
    int readyCount;
    int bound; // in flight may be so many: more than readyCount after RDY was lowered
    int controls;

    World(long seed) {
      random = new SplittableRandom(seed);
    }

    private void tell(int partition, int count, boolean toBeAnswered) {
      controls++;
      channels.get(partition).toChannel.add(new Told(count, toBeAnswered, 0));
    }

    void join() {
      channels.add(new ModelChannel());
      shares.join(channels.size() - 1);
    }

    /** The partition goes to another channel, and what was in flight waits there. */
    void move(int partition) {
      ModelChannel before = channels.get(partition);
      shares.leave(partition);
      ModelChannel after = new ModelChannel();
      after.waiting = before.waiting + before.inFlight;
      channels.set(partition, after);
      shares.join(partition);
    }

    void ready(int count) {
      readyCount = count;
      bound = Math.max(bound, count);
      shares.ready(count);
    }

    void step() {
      int partition = random.nextInt(channels.size());
      ModelChannel channel = channels.get(partition);
      switch (random.nextInt(9)) {
        case 0, 1 -> toChannel(channel);
        case 2, 3 -> toConnection(partition);
        case 4, 5 -> finish(partition, 1 + random.nextInt(3));
        case 6 -> publish(channel, random.nextInt(4));
        case 7 -> timeOut(channel);
        default -> {
          if (random.nextInt(20) == 0) {
            turn();
          }
        }
      }
      check();
    }

    void toChannel(ModelChannel channel) {
      if (!channel.toChannel.isEmpty()) {
        channel.hear(channel.toChannel.remove());
      }
    }

    void toConnection(int partition) {
      Said said = channels.get(partition).toConnection.poll();
      if (said == null) {
        return;
      }
      if (said.delivered() > 0) {
        channels.get(partition).atClient += said.delivered();
        shares.delivered(partition);
      } else if (said.isAnswer()) {
        shares.readySet(partition, said.inFlight(), said.moreWaits());
      } else {
        shares.moreWaits(partition);
      }
    }

    void finish(int partition, int count) {
      ModelChannel channel = channels.get(partition);
      int finished = Math.min(count, channel.atClient);
      if (finished > 0 || channel.stale > 0) {
        channel.stale = Math.max(0, channel.stale - 1);
        channel.atClient -= finished;
        channel.toChannel.add(new Told(-1, false, finished));
        shares.settling(partition); // may ask again, behind what was finished
      }
    }

    void publish(ModelChannel channel, int count) {
      channel.waiting += count;
      channel.deliver();
    }

    /** The channel takes one back, of which the connection hears nothing. */
    void timeOut(ModelChannel channel) {
      if (channel.inFlight > 0 && channel.atClient > 0 && random.nextInt(10) == 0) {
        channel.inFlight--;
        channel.atClient--;
        channel.stale++;
        channel.waiting++;
        channel.deliver();
      }
    }

    void turn() {
      if (shares.needsTurn()) {
        shares.turn();
      }
    }

    void check() {
      int inFlight = channels.stream().mapToInt(channel -> channel.inFlight).sum();
      bound = Math.max(readyCount, Math.min(bound, possible()));
      assertThat(inFlight).isLessThanOrEqualTo(bound);
    }

    /** What may be in flight before channels hear of a lower ready count. */
    private int possible() {
      int sum = 0;
      for (ModelChannel channel : channels) {
        int most = Math.max(channel.inFlight, channel.ready);
        for (Told told : channel.toChannel) {
          most = Math.max(most, told.ready());
        }
        sum += most;
      }
      return sum;
    }

    long left() {
      return channels.stream().mapToLong(channel -> channel.waiting + channel.inFlight).sum();
    }

    /** Everything that was said arrives, and the client finishes what it has. */
    void exchange() {
      boolean isQuiet = false;
      while (!isQuiet) {
        isQuiet = true;
        for (int partition = 0; partition < channels.size(); partition++) {
          ModelChannel channel = channels.get(partition);
          isQuiet &= channel.toChannel.isEmpty() && channel.toConnection.isEmpty();
          toChannel(channel);
          toConnection(partition);
          check();
        }
      }
      for (int partition = 0; partition < channels.size(); partition++) {
        finish(partition, Integer.MAX_VALUE);
      }
    }

    /** Consumes all that waits; turns pass only when nothing else happens. */
    int turnsToDrain(int max) {
      for (int turns = 0; turns < max; turns++) {
        long before = Long.MIN_VALUE;
        for (int quiet = 0; quiet < 10; quiet = before == controls - left() ? quiet + 1 : 0) {
          before = controls - left();
          exchange();
          if (left() == 0) {
            return turns;
          }
        }
        assertThat(shares.needsTurn()).as("something is to be done").isTrue();
        shares.turn();
      }
      throw new AssertionError(left() + " messages wait after " + max + " turns");
    }
  }

  @Test
  void neverIsMoreInFlightThanTheClientWantsAndEverythingIsConsumed() {
    long first = Long.getLong("herald.model.seed", System.nanoTime());
    boolean isReplay = Long.getLong("herald.model.seed") != null;
    for (int run = 0; run < (isReplay ? 1 : STEPS / STEPS_PER_RUN); run++) {
      long seed = first + run;
      try {
        run(new World(seed));
      } catch (AssertionError failure) {
        throw new AssertionError("-Dherald.model.seed=" + seed, failure);
      }
    }
  }

  private static void run(World world) {
    int partitions = 1 + world.random.nextInt(6);
    world.join();
    for (int step = 0; step < STEPS_PER_RUN; step++) {
      if (world.channels.size() < partitions && world.random.nextInt(50) == 0) {
        world.join();
      }
      if (world.random.nextInt(400) == 0) {
        world.move(world.random.nextInt(world.channels.size()));
      }
      if (step == 0 || world.random.nextInt(300) == 0) {
        world.ready(world.random.nextInt(world.random.nextBoolean() ? 4 : 30));
      }
      world.step();
    }
    world.ready(Math.max(1, world.readyCount));
    world.turnsToDrain(10_000);
  }

  private static World world(int partitions, int readyCount) {
    World world = new World(1);
    for (int n = 0; n < partitions; n++) {
      world.join();
    }
    world.ready(readyCount);
    world.exchange();
    return world;
  }

  @Test
  void onePartitionGetsEveryReadyCountAsItIsAndIsAskedNothing() {
    World world = world(1, 5);
    world.ready(200);
    world.ready(0);
    assertThat(world.channels.get(0).toChannel)
        .containsExactly(new Told(200, false, 0), new Told(0, false, 0));
    assertThat(world.shares.needsTurn()).isFalse();
  }

  @Test
  void sharesAreEqualUntilMessagesWait() {
    World world = world(4, 102);
    world.exchange();
    assertThat(world.channels).extracting(channel -> channel.ready).containsExactly(26, 26, 25, 25);
    assertThat(world.shares.needsTurn()).isFalse();
  }

  @Test
  void whereMessagesWaitSharesGoAtOnceAndOthersKeepOne() {
    World world = world(4, 100);
    world.publish(world.channels.get(2), 1000);
    world.exchange();
    world.exchange();
    assertThat(world.channels).extracting(channel -> channel.ready).containsExactly(1, 1, 97, 1);
  }

  @Test
  void aShareThatIsLoweredIsFreeOnlyWhenItsChannelHasAnswered() {
    World world = world(2, 2);
    world.publish(world.channels.get(0), 1);
    world.shares.ready(1);
    world.toChannel(world.channels.get(1));
    world.exchange();
    assertThat(world.channels).extracting(channel -> channel.ready).containsExactly(1, 0);
  }

  @Test
  void idleConnectionsSayNothing() {
    World world = world(4, 1);
    world.publish(world.channels.get(3), 1);
    world.turnsToDrain(1);
    for (int n = 0; n < 3; n++) {
      world.turn();
      world.exchange();
    }
    int before = world.controls;
    assertThat(world.shares.needsTurn()).isFalse();
    world.exchange();
    assertThat(world.controls).isEqualTo(before);
  }

  @Test
  void withOneForFourPartitionsMessagesArriveWithoutWaitingForATurn() {
    World world = world(4, 1);
    for (ModelChannel channel : world.channels) {
      world.publish(channel, 1);
    }
    assertThat(world.turnsToDrain(2)).isZero();
  }

  @Test
  void withOneForFourPartitionsEachGetsItsTurn() {
    World world = world(4, 1);
    for (ModelChannel channel : world.channels) {
      world.publish(channel, 1_000_000);
    }
    int[] consumed = new int[4];
    for (int turn = 0; turn < 40; turn++) {
      for (int n = 0; n < 100; n++) {
        world.exchange();
      }
      world.shares.turn();
    }
    for (int n = 0; n < 4; n++) {
      consumed[n] = 1_000_000 - world.channels.get(n).waiting;
    }
    for (int count : consumed) {
      assertThat(count).isBetween(800, 1100);
    }
  }

  @Test
  void aPartitionThatLeavesLeavesItsShareToTheOthers() {
    World world = world(3, 9);
    world.shares.leave(1);
    world.exchange();
    assertThat(world.channels.get(0).ready + world.channels.get(2).ready).isEqualTo(9);
  }

  @Test
  void messagesThatTimedOutMakeRoomElsewhere() {
    World world = world(2, 1);
    world.publish(world.channels.get(0), 1);
    world.toConnection(0);
    world.publish(world.channels.get(1), 1);
    world.toConnection(1);
    world.channels.get(0).inFlight = 0; // timed out, and somebody else has it
    world.channels.get(0).atClient = 0;
    world.turnsToDrain(5);
    assertThat(world.channels.get(1).waiting).isZero();
  }
}
