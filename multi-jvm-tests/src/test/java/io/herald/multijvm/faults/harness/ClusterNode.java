package io.herald.multijvm.faults.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.ProcessUsage;
import io.herald.multijvm.Await;
import io.herald.multijvm.BrokerProcess;
import io.herald.multijvm.HttpProbe;
import io.herald.multijvm.LaunchOptions;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One node of a cluster over all its lives: the same name, addresses and data. Calls that change
 * its state come from one thread, the others from any.
 */
public final class ClusterNode implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final int index;
  private final NodeAddresses addresses;
  private final LaunchOptions options;
  private final Optional<FaultProxy> proxy;
  private final Optional<FaultProxy> wayToCassandra;
  private volatile BrokerProcess process;
  private volatile boolean isPaused;
  private final AtomicInteger starts = new AtomicInteger();

  ClusterNode(
      int index,
      NodeAddresses addresses,
      LaunchOptions options,
      Optional<FaultProxy> proxy,
      Optional<FaultProxy> wayToCassandra) {
    this.index = index;
    this.addresses = addresses;
    this.options = options;
    this.proxy = proxy;
    this.wayToCassandra = wayToCassandra;
  }

  /** From 0. */
  public int index() {
    return index;
  }

  /** Where clients connect: the proxy if there is one. */
  public InetSocketAddress tcp() {
    return proxy.map(FaultProxy::address).orElse(addresses.tcp());
  }

  /** Where the other nodes reach it. */
  public int clusterPort() {
    return addresses.cluster().getPort();
  }

  public HttpProbe http() {
    return new HttpProbe(addresses.http());
  }

  public HttpProbe lookup() {
    return new HttpProbe(addresses.lookupHttp());
  }

  /** What is between clients and this node. */
  public FaultProxy proxy() {
    return proxy.orElseThrow(() -> new IllegalStateException(this + " has no proxy"));
  }

  /** What is between this node and Cassandra. */
  public FaultProxy wayToCassandra() {
    return wayToCassandra.orElseThrow(() -> new IllegalStateException(this + " has no Cassandra"));
  }

  /** True if it says that it can serve. */
  public boolean isReady() throws InterruptedException {
    try {
      return http().get("/ready").status() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** How many members it sees that are up and reachable, itself among them. */
  public int membersUp() throws InterruptedException {
    try {
      int count = 0;
      for (JsonNode member : lookup().get("/cluster").json().path("members")) {
        boolean isUp = member.path("status").asText().equalsIgnoreCase("up");
        count += isUp && member.path("reachable").asBoolean() ? 1 : 0;
      }
      return count;
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** How many members it knows, whatever has become of them, itself among them. */
  public int members() throws InterruptedException {
    try {
      return lookup().get("/cluster").json().path("members").size();
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** How many partitions it owns. */
  public int partitions() throws IOException, InterruptedException {
    String own = NodeAddresses.text(addresses.tcp());
    for (JsonNode member : lookup().get("/cluster").json().path("members")) {
      if (member.path("tcp_address").asText().equals(own)) {
        return member.path("partitions").asInt();
      }
    }
    return 0;
  }

  /** Asks it to leave, as an operator would, and waits for the end. */
  public void drain() throws Exception {
    lookup().post("/cluster/drain");
    awaitPeace();
  }

  /** Starts it, and returns when it is ready. */
  public void start() throws Exception {
    process = BrokerProcess.start(options);
    starts.incrementAndGet();
  }

  /** How often it was started. */
  public int starts() {
    return starts.get();
  }

  /** SIGKILL. */
  public void kill9() {
    process.kill9();
    isPaused = false;
  }

  /** True if it ends by itself within the limit. */
  public boolean endsWithin(Duration limit) throws Exception {
    return Await.isMetWithin(limit, () -> !process.isAlive());
  }

  /** SIGTERM, and waits for the end; fails unless it ends by itself and in peace. */
  public void stop() {
    process.signalTerminate();
    awaitPeace();
  }

  private void awaitPeace() {
    int status = process.awaitEnd(END_LIMIT);
    if (status != 0) {
      throw new AssertionError(this + " ended with " + status + ":\n" + process.logTail());
    }
  }

  /** SIGSTOP. */
  public void pause() throws Exception {
    isPaused = true;
    process.pause();
  }

  /** SIGCONT. */
  public void resume() throws Exception {
    process.resume();
    isPaused = false;
  }

  /** True if its process is there and not paused. */
  public boolean isRunning() {
    BrokerProcess current = process;
    return current != null && current.isAlive() && !isPaused;
  }

  /** Resident memory in bytes; 0 if it does not run. */
  public long residentBytes() {
    return isRunning() ? new ProcessUsage(process.pid()).residentBytes() : 0;
  }

  /** What stack traces in the log of its present life begin with, and lack of memory. */
  public List<String> loggedFailures() {
    if (process == null) {
      return List.of();
    }
    List<String> failures = new ArrayList<>(process.logged("OutOfMemoryError"));
    failures.addAll(process.traced());
    return failures;
  }

  /** The end of the log of its present life. */
  public String logTail() {
    return process == null ? this + " was never started" : process.logTail();
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.close();
    }
    for (Optional<FaultProxy> each : List.of(proxy, wayToCassandra)) {
      if (each.isPresent()) {
        each.get().close();
      }
    }
  }

  @Override
  public String toString() {
    return "node" + index;
  }
}
