package io.herald.multijvm.faults.harness;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy that can delay, slow down, cut into pieces, silence and break what passes, on all its
 * connections at once, whether they exist already or not.
 *
 * <pre>
 *   client ─► address() ─► ProxiedConnection (rules) ─► target
 * </pre>
 */
public final class FaultProxy implements Closeable {
  private static final int BACKLOG = 200;
  private static final int CONNECT_LIMIT_MILLIS = 5000;

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile ProxyRules rules = ProxyRules.OPEN;
  private volatile boolean isRefusing;

  /** Listens at a free port of 127.0.0.1. */
  public FaultProxy(InetSocketAddress target) throws IOException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target);
  }

  /** Listens where it is told to. */
  public FaultProxy(InetSocketAddress address, InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket();
    listener.bind(address, BACKLOG);
    Thread thread = new Thread(this::accept, "proxy-" + listener.getLocalPort());
    thread.setDaemon(true);
    thread.start();
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** From now on bytes pass like this. */
  public void rules(ProxyRules now) {
    rules = now;
  }

  ProxyRules rules() {
    return rules;
  }

  /** Ends all connections with RST, wherever in the middle of a frame they are. */
  public void cut() {
    connections.forEach(ProxiedConnection::reset);
  }

  /** Ends all connections, and new ones at once, until {@link #heal}. */
  public void refuse() {
    isRefusing = true;
    cut();
  }

  /** As if there was no proxy. */
  public void heal() {
    isRefusing = false;
    rules = ProxyRules.OPEN;
  }

  void forget(ProxiedConnection connection) {
    connections.remove(connection);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException closed) {
        // By close(), or this one client has gone already.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      if (isRefusing) {
        throw new IOException("refusing");
      }
      server.connect(target, CONNECT_LIMIT_MILLIS);
    } catch (IOException unreachable) {
      client.setSoLinger(true, 0);
      client.close();
      server.close();
      return;
    }
    ProxiedConnection connection = new ProxiedConnection(client, server, this);
    connections.add(connection);
    connection.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
