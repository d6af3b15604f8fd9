package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.CommandBytes;
import io.herald.client.NsqConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** Publishes mixed messages in their order, by PUB and MPUB, pipelined, on a connection. */
final class MixedPublisher {
  private static final int BURST_BYTES = 64 * 1024;
  private static final int BURSTS_IN_FLIGHT = 3;
  private static final int LARGEST_BATCH = 100;

  private final NsqConnection connection;
  private final String topic;
  private final MixedMessages messages;
  private final Random random;
  private final Queue<Integer> answersDue = new ArrayDeque<>();
  private int next;

  MixedPublisher(NsqConnection connection, String topic, MixedMessages messages, long seed) {
    this.connection = connection;
    this.topic = topic;
    this.messages = messages;
    this.random = new Random(seed);
  }

  /** Returns when each publish has had its OK. */
  void run() throws IOException {
    while (next < messages.count()) {
      sendBurst();
      if (answersDue.size() == BURSTS_IN_FLIGHT) {
        awaitOks();
      }
    }
    while (!answersDue.isEmpty()) {
      awaitOks();
    }
  }

  private void sendBurst() throws IOException {
    ByteArrayOutputStream burst = new ByteArrayOutputStream(2 * BURST_BYTES);
    int commands = 0;
    while (next < messages.count() && burst.size() < BURST_BYTES) {
      burst.write(random.nextInt(10) == 0 ? mpub() : pub());
      commands++;
    }
    connection.send(burst.toByteArray());
    answersDue.add(commands);
  }

  private byte[] pub() {
    return CommandBytes.pub(topic, messages.copy(next++));
  }

  private byte[] mpub() {
    List<byte[]> bodies = new ArrayList<>();
    int count = 1 + random.nextInt(LARGEST_BATCH);
    int bytes = 0;
    while (bodies.size() < count && next < messages.count() && bytes < BURST_BYTES) {
      bytes += messages.size(next);
      bodies.add(messages.copy(next++));
    }
    return CommandBytes.mpub(topic, bodies);
  }

  private void awaitOks() throws IOException {
    for (int due = answersDue.remove(); due > 0; due--) {
      assertThat(connection.reply().text()).isEqualTo("OK");
    }
  }
}
