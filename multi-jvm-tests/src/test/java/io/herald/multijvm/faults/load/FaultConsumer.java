package io.herald.multijvm.faults.load;

import io.herald.client.Delivery;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import io.herald.multijvm.faults.history.ChannelKey;
import io.herald.multijvm.faults.history.ConsumerSession;
import io.herald.multijvm.faults.history.History;
import io.herald.multijvm.faults.history.Receipt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One connection of a consumer, until it breaks or is told to stop. */
final class FaultConsumer implements Runnable {
  private static final int READY = 200;
  private static final int LONGEST_DELAY_MILLIS = 500;
  private static final int OPEN_RECEIPTS_MAX = 4096;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration DEFAULT_MESSAGE_TIMEOUT = Duration.ofMinutes(1);

  private final InetSocketAddress address;
  private final ChannelKey channel;
  private final History history;
  private final Manner manner;
  private final Random random;

  /** The newest receipts by message id, to find the one that a refusal is about. */
  private final Map<String, Receipt> open = new HashMap<>();

  private ConsumerSession session;
  private volatile NsqConnection connection;
  private volatile boolean stopped;

  FaultConsumer(
      InetSocketAddress address,
      ChannelKey channel,
      History history,
      Manner manner,
      Random random) {
    this.address = address;
    this.channel = channel;
    this.history = history;
    this.manner = manner;
    this.random = random;
  }

  void stop() {
    stopped = true;
  }

  /** Ends the connection with RST, whatever it holds. */
  void reset() {
    NsqConnection current = connection;
    if (current != null) {
      try {
        current.reset();
      } catch (IOException e) {
        // It has ended already.
      }
    }
  }

  @Override
  public void run() {
    String end = "stopped";
    try (NsqConnection opened = NsqConnection.open(address)) {
      connection = opened;
      Duration timeout = DEFAULT_MESSAGE_TIMEOUT;
      if (manner.messageTimeout().isPresent()) {
        timeout = manner.messageTimeout().get();
        opened.identify("{\"msg_timeout\":" + timeout.toMillis() + "}");
      }
      session = history.opened(channel, timeout);
      opened.sub(channel.topic(), channel.channel());
      opened.rdy(READY);
      while (!stopped) {
        Optional<Frame> frame = opened.poll(POLL);
        if (frame.isPresent()) {
          handle(frame.get());
        }
      }
    } catch (IOException e) {
      end = e.toString();
    } finally {
      if (session != null) {
        history.closed(session, end);
      }
    }
  }

  private void handle(Frame frame) throws IOException {
    if (frame.type() == Frame.MESSAGE) {
      handle(frame.delivery());
    } else if (frame.isHeartbeat()) {
      connection.nop();
    } else if (frame.type() == Frame.ERROR) {
      noteRefusal(frame.text());
    } else if (frame.text().equals("CLOSE_WAIT")) {
      throw new IOException("told to close");
    }
  }

  /** {@code E_FIN_FAILED FIN 0123456789abcdef failed ID not in flight}. */
  private void noteRefusal(String text) {
    String[] words = text.split(" ", 4);
    Receipt receipt = words.length > 2 ? open.get(words[2]) : null;
    if (receipt == null) {
      history.errorFrame("consumer " + session.number(), text);
    } else {
      history.refused(receipt, text);
    }
  }

  private void handle(Delivery delivery) throws IOException {
    Optional<Receipt> received =
        history.received(session, delivery.id(), delivery.attempt(), delivery.body());
    if (received.isEmpty()) {
      connection.fin(delivery.id());
      return;
    }
    Receipt receipt = received.get();
    remember(receipt);
    int choice = random.nextInt(1000);
    if (choice < manner.requeuedPerThousand()) {
      int delay = random.nextBoolean() ? 0 : 1 + random.nextInt(LONGEST_DELAY_MILLIS);
      history.requeued(receipt, delay);
      connection.req(receipt.messageId(), Duration.ofMillis(delay));
    } else if (choice >= 1000 - manner.keptPerThousand()) {
      history.touched(receipt);
      connection.touch(receipt.messageId());
    } else {
      history.finished(receipt);
      connection.fin(receipt.messageId());
    }
  }

  private void remember(Receipt receipt) {
    if (open.size() > OPEN_RECEIPTS_MAX) {
      open.clear();
    }
    open.put(receipt.messageId(), receipt);
  }
}
