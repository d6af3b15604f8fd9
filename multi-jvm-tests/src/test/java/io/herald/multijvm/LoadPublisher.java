package io.herald.multijvm;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes to one topic until the connection breaks: windows of pipelined PUB, MPUB and DPUB, each
 * answer noted in the ledger.
 */
final class LoadPublisher implements Runnable {
  private static final int WINDOW = 10;
  private static final int LARGEST_BATCH = 20;
  private static final int LONGEST_DELAY_MILLIS = 3000;
  private static final long PAUSE_NANOS = 1_000_000;

  private final InetSocketAddress address;
  private final String topic;
  private final PublishLedger ledger;
  private final Random random;

  LoadPublisher(InetSocketAddress address, String topic, PublishLedger ledger, long seed) {
    this.address = address;
    this.topic = topic;
    this.ledger = ledger;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    try (NsqConnection connection = NsqConnection.open(address)) {
      while (true) {
        publishWindow(connection);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      // The broker was killed or stopped: what has no answer stays unacknowledged.
    }
  }

  private void publishWindow(NsqConnection connection) throws IOException {
    List<List<LoadMessage>> window = new ArrayList<>();
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    for (int i = 0; i < WINDOW; i++) {
      window.add(append(commands));
    }
    window.forEach(batch -> batch.forEach(message -> ledger.attempted(message.id())));
    connection.send(commands.toByteArray());
    for (List<LoadMessage> batch : window) {
      Frame answer = connection.reply();
      if (!answer.text().equals("OK")) {
        throw new IOException("not acknowledged: " + answer);
      }
      batch.forEach(message -> ledger.acknowledged(message.id()));
    }
  }

  /** Adds one command of a random kind, and returns its messages. */
  private List<LoadMessage> append(ByteArrayOutputStream commands) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> {
        int delay = 1 + random.nextInt(LONGEST_DELAY_MILLIS);
        LoadMessage message = LoadMessage.next(System.currentTimeMillis() + delay);
        commands.write(CommandBytes.dpub(topic, delay, message.body(random)));
        return List.of(message);
      }
      case 1 -> {
        List<LoadMessage> batch = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = random.nextInt(LARGEST_BATCH); i >= 0; i--) {
          LoadMessage message = LoadMessage.next(0);
          batch.add(message);
          bodies.add(message.body(random));
        }
        commands.write(CommandBytes.mpub(topic, bodies));
        return batch;
      }
      default -> {
        LoadMessage message = LoadMessage.next(0);
        commands.write(CommandBytes.pub(topic, message.body(random)));
        return List.of(message);
      }
    }
  }
}
