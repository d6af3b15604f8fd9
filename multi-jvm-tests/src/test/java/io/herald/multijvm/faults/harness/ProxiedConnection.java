package io.herald.multijvm.faults.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One connection through a {@link FaultProxy}, with a thread for each direction. */
final class ProxiedConnection {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long SILENCE_POLL_NANOS = 5_000_000;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final Socket client;
  private final Socket server;
  private final FaultProxy proxy;
  private final AtomicInteger endedDirections = new AtomicInteger();
  private volatile boolean isOver;

  ProxiedConnection(Socket client, Socket server, FaultProxy proxy) throws IOException {
    this.client = client;
    this.server = server;
    this.proxy = proxy;
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
  }

  void start() {
    start("to-server", client, server, ProxyRules::toServer);
    start("to-client", server, client, ProxyRules::toClient);
  }

  private void start(String name, Socket from, Socket to, Predicate<ProxyRules> isOpen) {
    Thread thread = new Thread(() -> run(from, to, isOpen), "proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Both sides get RST. */
  void reset() {
    isOver = true;
    proxy.forget(this);
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It has been closed already.
      }
    }
  }

  private void run(Socket from, Socket to, Predicate<ProxyRules> isOpen) {
    Random random = new Random();
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        awaitOpen(isOpen);
        pass(buffer, count, out, random);
      }
      awaitOpen(isOpen);
      to.shutdownOutput();
      if (endedDirections.incrementAndGet() == 2) {
        end();
      }
    } catch (IOException e) {
      reset();
    }
  }

  private void awaitOpen(Predicate<ProxyRules> isOpen) {
    while (!isOpen.test(proxy.rules()) && !isOver) {
      LockSupport.parkNanos(SILENCE_POLL_NANOS);
    }
  }

  private void pass(byte[] bytes, int count, OutputStream out, Random random) throws IOException {
    ProxyRules rules = proxy.rules();
    LockSupport.parkNanos(rules.delay().toNanos());
    int at = 0;
    while (at < count) {
      int piece = count - at;
      if (rules.pieceBytes() > 0) {
        piece = Math.min(piece, 1 + random.nextInt(rules.pieceBytes()));
      }
      out.write(bytes, at, piece);
      at += piece;
    }
    if (rules.bytesPerSecond() > 0) {
      LockSupport.parkNanos(count * SECOND_NANOS / rules.bytesPerSecond());
    }
  }

  private void end() throws IOException {
    isOver = true;
    proxy.forget(this);
    client.close();
    server.close();
  }
}
