package io.herald.multijvm.faults.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that stay a node's own while it is down: below those that the kernel gives to clients, and
 * handed out once.
 */
final class FreePort {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  /** Test runs side by side begin at different ports. */
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

  private FreePort() {}

  static InetSocketAddress onLoopback() throws IOException {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(address);
        return address;
      } catch (IOException taken) {
        // The next one.
      }
    }
    throw new IOException("no free port from " + FIRST);
  }
}
