package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The two queues against those of the JDK. */
class QueuesTest {
  private record Deferred(long due, long offset) {}

  @Test
  void deferredMessagesComeByDueTimeThenOffset() {
    Random random = new Random(1);
    DeferredQueue queue = new DeferredQueue();
    PriorityQueue<Deferred> expected =
        new PriorityQueue<>(
            Comparator.comparingLong(Deferred::due).thenComparingLong(Deferred::offset));
    for (int offset = 0; offset < 50_000; offset++) {
      long due = random.nextInt(100);
      queue.add(offset, due);
      expected.add(new Deferred(due, offset));
      if (random.nextInt(2000) == 0) {
        long floor = random.nextInt(offset + 1);
        queue.removeBelow(floor);
        expected.removeIf(deferred -> deferred.offset < floor);
      }
      while (!expected.isEmpty() && random.nextInt(5) < 2) {
        assertThat(queue.nextDueMillis()).isEqualTo(expected.peek().due);
        assertThat(queue.removeFirst()).isEqualTo(expected.poll().offset);
      }
      assertThat(queue.size()).isEqualTo(expected.size());
    }
  }

  @Test
  void anEmptyDeferredQueueIsNeverDue() {
    assertThat(new DeferredQueue().nextDueMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void requeuedMessagesComeFirstInFirstOut() {
    Random random = new Random(2);
    RequeuedQueue queue = new RequeuedQueue();
    Deque<Long> expected = new ArrayDeque<>();
    for (long offset = 0; offset < 50_000; offset++) {
      if (random.nextInt(4) == 0) {
        queue.addFirst(offset);
        expected.addFirst(offset);
      } else {
        queue.addLast(offset);
        expected.addLast(offset);
      }
      if (random.nextInt(2000) == 0) {
        long floor = random.nextLong(offset + 1);
        queue.removeBelow(floor);
        expected.removeIf(waiting -> waiting < floor);
      }
      while (!expected.isEmpty() && random.nextInt(5) < 2) {
        assertThat(queue.removeFirst()).isEqualTo(expected.pollFirst());
      }
      assertThat(queue.size()).isEqualTo(expected.size());
    }
  }
}
