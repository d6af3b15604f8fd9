package io.herald.multijvm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** A broker in a process of its own, ready to be talked to. */
interface BrokerProcess extends AutoCloseable {
  /** Starts what is under test: Herald, or the nsqd that {@code -Dherald.nsqd} names. */
  static BrokerProcess start(LaunchOptions options) throws Exception {
    return isNsqd() ? NsqdProcess.launch(options) : HeraldProcess.launch(options);
  }

  /** True when a real nsqd is under test. */
  static boolean isNsqd() {
    return NsqdProcess.binary().isPresent();
  }

  InetSocketAddress tcp();

  InetSocketAddress http();

  InetSocketAddress lookupTcp();

  InetSocketAddress lookupHttp();

  long pid();

  Path dataPath();

  /** SIGKILL. The data directory stays. */
  void kill9();

  /** SIGTERM, without waiting for the end. */
  void signalTerminate();

  /** Waits for the end and returns the exit code. */
  int awaitEnd(Duration limit);

  /** Everything printed and logged so far. */
  String output();

  /** The last lines of the output with the file's name, for failure messages. */
  String logTail();

  /** Kills it, and deletes its data directory unless the options named one. */
  @Override
  void close() throws IOException;
}
