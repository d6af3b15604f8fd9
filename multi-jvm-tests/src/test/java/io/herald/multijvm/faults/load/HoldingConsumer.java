package io.herald.multijvm.faults.load;

import io.herald.client.NsqConnection;
import io.herald.multijvm.ChildProcess;
import io.herald.multijvm.WorkDirectory;
import io.herald.multijvm.faults.history.ChannelKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A consumer in a process of its own that keeps what it gets; closing it is SIGKILL. */
public final class HoldingConsumer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern HOLDS = Pattern.compile("(?m)^holds");
  private static final int READY = 500;

  private final ChildProcess process;

  private HoldingConsumer(ChildProcess process) {
    this.process = process;
  }

  public static HoldingConsumer start(InetSocketAddress broker, ChannelKey channel)
      throws Exception {
    return new HoldingConsumer(
        ChildProcess.start(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HoldingConsumer.class.getName(),
                broker.getAddress().getHostAddress(),
                Integer.toString(broker.getPort()),
                channel.topic(),
                channel.channel()),
            WorkDirectory.newLog("consumer")));
  }

  /** Waits until it holds a message. */
  public void awaitMessages() throws Exception {
    process.awaitLine(HOLDS, LIMIT);
  }

  @Override
  public void close() {
    process.kill9();
  }

  /** The consumer: host, port, topic, channel. */
  public static void main(String[] args) throws Exception {
    InetSocketAddress broker = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    try (NsqConnection connection = NsqConnection.open(broker)) {
      connection.sub(args[2], args[3]);
      connection.rdy(READY);
      while (true) {
        System.out.println("holds " + connection.delivery().id());
      }
    }
  }
}
