package io.herald.multijvm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A broker in a process of its own, ready to be talked to. */
public final class BrokerProcess implements AutoCloseable {
  private final ChildProcess broker;
  private final List<ChildProcess> companions;
  private final Addresses addresses;
  private final Path dataPath;
  private final boolean ownsData;

  /** Where the broker listens. */
  record Addresses(
      InetSocketAddress tcp,
      InetSocketAddress http,
      InetSocketAddress lookupTcp,
      InetSocketAddress lookupHttp) {}

  BrokerProcess(
      ChildProcess broker,
      List<ChildProcess> companions,
      Addresses addresses,
      Path dataPath,
      boolean ownsData) {
    this.broker = broker;
    this.companions = companions;
    this.addresses = addresses;
    this.dataPath = dataPath;
    this.ownsData = ownsData;
  }

  /** Starts what is under test: Herald, or the nsqd that {@code -Dherald.nsqd} names. */
  public static BrokerProcess start(LaunchOptions options) throws Exception {
    Path dataPath = options.dataPath() == null ? WorkDirectory.create() : options.dataPath();
    return isNsqd()
        ? NsqdLauncher.launch(options, dataPath)
        : HeraldLauncher.launch(options, dataPath);
  }

  /** True when a real nsqd is under test. */
  public static boolean isNsqd() {
    return NsqdLauncher.binary().isPresent();
  }

  public InetSocketAddress tcp() {
    return addresses.tcp();
  }

  public InetSocketAddress http() {
    return addresses.http();
  }

  public InetSocketAddress lookupTcp() {
    return addresses.lookupTcp();
  }

  public InetSocketAddress lookupHttp() {
    return addresses.lookupHttp();
  }

  public long pid() {
    return broker.pid();
  }

  public Path dataPath() {
    return dataPath;
  }

  /** SIGKILL. The data directory stays. */
  public void kill9() {
    broker.kill9();
    companions.forEach(ChildProcess::kill9);
  }

  /** SIGTERM, without waiting for the end. */
  public void signalTerminate() {
    broker.signalTerminate();
  }

  /** SIGSTOP: it does nothing until {@link #resume}, and does not know that time passes. */
  public void pause() throws Exception {
    broker.signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws Exception {
    broker.signal("CONT");
  }

  public boolean isAlive() {
    return broker.isAlive();
  }

  /** Waits for the end and returns the exit code. */
  public int awaitEnd(Duration limit) {
    return broker.awaitEnd(limit);
  }

  /** Exceptions, stack traces and running out of memory, as far as the broker logged them. */
  public List<String> loggedFailures() {
    return broker.linesWith("Exception", "\tat ", "OutOfMemoryError", "panic: ");
  }

  /** The first lines of the output that hold any of these texts. */
  public List<String> logged(String... texts) {
    return broker.linesWith(texts);
  }

  /** The first line of each stack trace in the output. */
  public List<String> traced() {
    return broker.traced();
  }

  /** The last lines of the output with the file's name, for failure messages. */
  public String logTail() {
    return broker.logTail();
  }

  /** Kills it, and deletes its data directory unless the options named one. */
  @Override
  public void close() throws IOException {
    kill9();
    if (ownsData) {
      WorkDirectory.delete(dataPath);
    }
  }
}
