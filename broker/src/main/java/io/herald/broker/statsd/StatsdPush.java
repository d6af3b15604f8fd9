package io.herald.broker.statsd;

import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.MemoryStats;
import io.herald.config.Endpoint;
import io.herald.config.StatsdSettings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a statsd daemon the node's counters every interval, the first time one interval after the
 * start (nsqd, statsd.go). Packets of a round are spread over the interval less a second, so that a
 * node with many topics does not flood the daemon's socket buffer.
 *
 * <p>Works on a daemon thread of its own, because names are resolved and packets sent there; the
 * name is resolved anew each round. What goes wrong is one line in the log, and the next round
 * tries again. If the name cannot be resolved the round is left out and its counts are part of the
 * next; packets lost on the way are lost, as with nsqd.
 */
public final class StatsdPush implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatsdPush.class);
  private static final Duration NOT_SPREAD = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final StatsdSettings settings;
  private final Endpoint daemon;
  private final BrokerStats stats;
  private final StatsdLines lines;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "herald-statsd");

  private StatsdPush(StatsdSettings settings, String prefix, BrokerStats stats) {
    this.settings = settings;
    this.daemon = parse(settings.statsdAddress());
    this.stats = stats;
    this.lines = new StatsdLines(prefix, settings.statsdExcludeEphemeral());
    thread.setDaemon(true);
  }

  /**
   * Starts pushing.
   *
   * @param settings with an address
   * @param address where the node says it can be reached, for the names
   * @param httpPort the port of its HTTP API as it is announced, for the names
   * @throws IllegalStateException if the settings' address is not {@code host:port}
   */
  public static StatsdPush start(
      StatsdSettings settings, String address, int httpPort, BrokerStats stats) {
    String prefix = StatsdPrefix.of(settings.statsdPrefix(), address, httpPort);
    StatsdPush push = new StatsdPush(settings, prefix, stats);
    MemoryStats.read(); // pauses are noted from now on
    push.thread.start();
    LOG.info("statsd: pushing to {}, names begin with {}", push.daemon, prefix);
    return push;
  }

  /** Sends the rest of a round that is under way at once, and ends. Begins no further round. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Endpoint parse(String address) {
    try {
      return Endpoint.parse(address);
    } catch (IllegalArgumentException bad) {
      throw new IllegalStateException("--statsd-address=" + address + ": must be host:port", bad);
    }
  }

  private void run() {
    long interval = settings.statsdInterval().toNanos();
    long due = System.nanoTime() + interval;
    try {
      while (!closing.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        round();
        // A round that took too long makes the next one late; it does not make two at once.
        due += Math.max(interval, System.nanoTime() - due);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    try (DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress address = daemon.socketAddress();
      if (address.isUnresolved()) {
        throw new UnknownHostException("unknown host");
      }
      socket.connect(address); // so that the system tells us if nobody listens there
      send(socket, StatsdPackets.of(newLines(), settings.statsdUdpPacketSize()));
    } catch (IOException failure) {
      warn(failure);
    } catch (RuntimeException unexpected) {
      LOG.error("statsd: this round failed, the next one is tried", unexpected);
    }
  }

  private List<String> newLines() {
    return settings.statsdMemStats() ? lines.next(stats, MemoryStats.read()) : lines.next(stats);
  }

  /** Sends the packets at even distances, or at once if the push is closing. */
  private void send(DatagramSocket socket, List<byte[]> packets) throws InterruptedException {
    long gap = spread().toNanos() / Math.max(1, packets.size());
    boolean failed = false;
    for (byte[] packet : packets) {
      try {
        socket.send(new DatagramPacket(packet, packet.length));
      } catch (IOException failure) {
        if (!failed) {
          warn(failure);
        }
        failed = true;
      }
      closing.await(gap, TimeUnit.NANOSECONDS);
    }
  }

  private Duration spread() {
    Duration spread = settings.statsdInterval().minus(NOT_SPREAD);
    return spread.isNegative() ? Duration.ZERO : spread;
  }

  private void warn(IOException failure) {
    LOG.warn(
        "statsd: cannot send to {}: {}; next try in {} s",
        daemon,
        failure.getMessage(),
        settings.statsdInterval().toSeconds());
  }
}
