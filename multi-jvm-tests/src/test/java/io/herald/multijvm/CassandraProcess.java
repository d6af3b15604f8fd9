package io.herald.multijvm;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.herald.apps.cassandra.CassandraJava;
import io.herald.apps.cassandra.CassandraJvm;
import io.herald.apps.cassandra.CassandraOptions;
import io.herald.apps.cassandra.CommitLogSync;
import io.herald.apps.cassandra.Confinement;
import io.herald.persistence.cassandra.CqlProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Cassandra of one node in a process of its own, on free ports, that answers CQL. It may be
 * killed, held still and started again on the same data and ports.
 */
public final class CassandraProcess implements AutoCloseable {
  /** A start takes 5 to 8 s, on a busy machine 30. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration RECONNECT = Duration.ofSeconds(1);
  private static final int HEAP_MEBIBYTES = 384;
  private static final int STARTS = 3;

  /** Tests are over before an optimised compilation would have paid. */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");

  /** Lines of cassandra.yaml, and its first user (cassandra, cassandra) without the usual wait. */
  private static final List<String> WITH_USERS =
      List.of(
          "-Dcassandra.config.allow_system_properties=true",
          "-Dcassandra.settings.authenticator=PasswordAuthenticator",
          "-Dcassandra.superuser_setup_delay_ms=0");

  private final CassandraOptions options;
  private ChildProcess server;

  private CassandraProcess(CassandraOptions options) throws Exception {
    this.options = options;
    launch();
  }

  /** Starts one that acknowledges before the fsync, and asks everybody for a password. */
  static CassandraProcess startPeriodicWithUsers() throws Exception {
    return start(CommitLogSync.PERIODIC, WITH_USERS);
  }

  /** Starts one on new data. */
  public static CassandraProcess start(CommitLogSync commitLogSync) throws Exception {
    return start(commitLogSync, List.of());
  }

  private static CassandraProcess start(CommitLogSync commitLogSync, List<String> more)
      throws Exception {
    List<String> javaOptions = new ArrayList<>(QUICK);
    javaOptions.addAll(more);
    for (int left = STARTS - 1; ; left--) {
      CassandraOptions options =
          new CassandraOptions(
              WorkDirectory.create(),
              freePort(),
              freePort(),
              commitLogSync,
              HEAP_MEBIBYTES,
              javaOptions);
      try {
        return new CassandraProcess(options);
      } catch (AssertionError ended) {
        if (left == 0 || !ended.getMessage().contains("in use")) {
          throw ended; // a port was taken between our asking and its binding: another try
        }
      }
    }
  }

  /** Starts one that acknowledges behind an fsync. */
  public static CassandraProcess start() throws Exception {
    return start(CommitLogSync.BATCH);
  }

  /** What goes behind {@code --cassandra}. */
  public String address() {
    return CassandraOptions.HOST + ":" + options.port();
  }

  /** The port of CQL. */
  public int port() {
    return options.port();
  }

  /** A driver's session, for what Herald itself never does; soon back when the server is. */
  public CqlSession session() {
    return builder().build();
  }

  /** The same as a user. */
  CqlSession session(String user, String password) {
    return builder().withAuthCredentials(user, password).build();
  }

  private CqlSessionBuilder builder() {
    return CqlSession.builder()
        .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))
        .withLocalDatacenter("datacenter1")
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, ANSWER_LIMIT)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT)
                .build());
  }

  public long pid() {
    return server.pid();
  }

  /** SIGKILL, and waits for the end. The data stay. */
  public void kill9() {
    server.kill9();
  }

  /** SIGSTOP: connections stay open and nothing is answered. */
  public void hold() throws Exception {
    server.signal("STOP");
  }

  /** SIGCONT. */
  public void goOn() throws Exception {
    server.signal("CONT");
  }

  /** Starts it again on its data and its ports, after {@link #kill9}; returns when it answers. */
  public void restart() throws Exception {
    launch();
  }

  /** The last lines of its log, for failure messages. */
  public String logTail() {
    return server.logTail() + "\nand " + options.log();
  }

  @Override
  public void close() throws IOException {
    server.kill9();
    WorkDirectory.delete(options.dataPath());
  }

  private void launch() throws Exception {
    List<String> command = new ArrayList<>(Confinement.prefix(false));
    command.addAll(CassandraJvm.command(options, CassandraJava.find(System.getenv())));
    server = ChildProcess.start(command, WorkDirectory.newLog("cassandra"));
    Await.until(
        () -> "Cassandra does not answer at " + address() + ":\n" + logTail(),
        START_LIMIT,
        () -> {
          if (!server.isAlive()) {
            throw new AssertionError("Cassandra ended: " + logTail());
          }
          return CqlProbe.answers(CassandraOptions.HOST, options.port());
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
