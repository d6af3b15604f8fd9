package io.herald.multijvm.faults.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network namespace for each node, on one bridge, which is in a namespace of its own. Routes into
 * nothing part nodes from each other; clients in the test's own namespace still reach all of them.
 *
 * <pre>
 *   node0 ── veth ──┐
 *   node1 ── veth ──┼── bridge ── veth ── tests (10.213.N.1)
 *   node2 ── veth ──┘
 * </pre>
 */
public final class Namespaces implements AutoCloseable {
  private static final int NETWORKS = 250;
  private static final int FIRST_NODE = 10;
  private static final int TCP_PORT = 4150;
  private static final int CLUSTER_PORT = 25_520;

  private final String run = "hf" + ProcessHandle.current().pid();
  private final String bridge = run + "b";
  private final String network = "10.213." + ProcessHandle.current().pid() % NETWORKS + ".";
  private final int nodeCount;

  private Namespaces(int nodeCount) {
    this.nodeCount = nodeCount;
  }

  /** True if this process may make network namespaces: most are not root. */
  public static boolean arePossible() {
    String probe = "hfprobe" + ProcessHandle.current().pid();
    return ip("netns", "add", probe) == 0 && ip("netns", "del", probe) == 0;
  }

  static Namespaces create(int nodeCount) throws IOException {
    Namespaces namespaces = new Namespaces(nodeCount);
    try {
      namespaces.make();
      return namespaces;
    } catch (IOException | AssertionError e) {
      namespaces.close();
      throw e;
    }
  }

  private void make() throws IOException {
    must("netns", "add", bridge);
    must("-n", bridge, "link", "add", "br0", "type", "bridge");
    must("-n", bridge, "link", "set", "br0", "up");
    must("link", "add", run + "r", "type", "veth", "peer", "name", "root", "netns", bridge);
    plug("root");
    must("addr", "add", network + "1/24", "dev", run + "r");
    must("link", "set", run + "r", "up");
    for (int i = 0; i < nodeCount; i++) {
      String name = name(i);
      must("netns", "add", name);
      must(
          "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", "n" + i, "netns",
          bridge);
      plug("n" + i);
      must("-n", name, "link", "set", "lo", "up");
      must("-n", name, "addr", "add", host(i) + "/24", "dev", "eth0");
      must("-n", name, "link", "set", "eth0", "up");
    }
  }

  private void plug(String port) throws IOException {
    must("-n", bridge, "link", "set", port, "master", "br0");
    must("-n", bridge, "link", "set", port, "up");
  }

  private String name(int node) {
    return run + "n" + node;
  }

  private String host(int node) {
    return network + (FIRST_NODE + node);
  }

  /** The address of the tests as nodes see it, with any port. */
  InetSocketAddress outside() {
    return new InetSocketAddress(network + "1", 0);
  }

  NodeAddresses addresses(int node) {
    String host = host(node);
    return new NodeAddresses(
        new InetSocketAddress(host, TCP_PORT),
        new InetSocketAddress(host, TCP_PORT + 1),
        new InetSocketAddress(host, TCP_PORT + 10),
        new InetSocketAddress(host, TCP_PORT + 11),
        new InetSocketAddress(host, CLUSTER_PORT));
  }

  /** What a command must be put behind to run where this node runs. */
  List<String> wrapper(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  /** Nothing that one node sends reaches the other; the way back is open. */
  public void block(int from, int to) throws IOException {
    must("-n", name(from), "route", "add", "blackhole", host(to) + "/32");
  }

  /** All reach all again. */
  public void heal() {
    for (int i = 0; i < nodeCount; i++) {
      ip("-n", name(i), "route", "flush", "type", "blackhole");
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < nodeCount; i++) {
      ip("netns", "del", name(i));
    }
    ip("netns", "del", bridge);
  }

  private static void must(String... arguments) throws IOException {
    int status = ip(arguments);
    if (status != 0) {
      throw new IOException("ip " + Arrays.toString(arguments) + " ended with " + status);
    }
  }

  private static int ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException absent) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
