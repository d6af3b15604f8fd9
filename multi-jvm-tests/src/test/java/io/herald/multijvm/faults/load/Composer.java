package io.herald.multijvm.faults.load;

import io.herald.client.CommandBytes;
import io.herald.multijvm.faults.history.History;
import io.herald.multijvm.faults.history.Send;
import io.herald.multijvm.faults.history.StampedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes publish commands of messages that exist nowhere else, and records that they are about to be
 * sent. One for each publisher.
 */
public final class Composer {
  private static final int LARGEST_BATCH = 20;
  private static final int LONGEST_DELAY_MILLIS = 3000;

  private final History history;
  private final int publisher;
  private final String topic;
  private final Random random;
  private long next;

  /**
   * @param publisher the number of the one who sends, unlike all others of this history
   */
  public Composer(History history, int publisher, String topic, Random random) {
    this.history = history;
    this.publisher = publisher;
    this.topic = topic;
    this.random = random;
  }

  /** A publish and the bytes of its command. */
  public record Command(Send send, byte[] bytes) {}

  /** Half of them PUB, a quarter each MPUB and DPUB. */
  public Command any(int node) {
    return switch (random.nextInt(4)) {
      case 0 -> dpub(node, 1 + random.nextInt(LONGEST_DELAY_MILLIS));
      case 1 -> mpub(node, 1 + random.nextInt(LARGEST_BATCH));
      default -> pub(node);
    };
  }

  public Command pub(int node) {
    Send send = invoke(1, 0, node);
    return new Command(send, CommandBytes.pub(topic, body(send.firstId(), 0)));
  }

  public Command dpub(int node, int delayMillis) {
    long dueAt = System.currentTimeMillis() + delayMillis;
    Send send = invoke(1, dueAt, node);
    return new Command(send, CommandBytes.dpub(topic, delayMillis, body(send.firstId(), dueAt)));
  }

  public Command mpub(int node, int count) {
    Send send = invoke(count, 0, node);
    List<byte[]> bodies = new ArrayList<>();
    for (long id = send.firstId(); id < send.endId(); id++) {
      bodies.add(body(id, 0));
    }
    return new Command(send, CommandBytes.mpub(topic, bodies));
  }

  private Send invoke(int count, long dueAt, int node) {
    long first = StampedMessage.id(publisher, next);
    next += count;
    return history.invoke(first, count, topic, dueAt, node);
  }

  private byte[] body(long id, long dueAt) {
    return new StampedMessage(id, dueAt, topic).body(random);
  }
}
