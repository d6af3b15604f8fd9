package io.herald.http;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Connections that have shaken hands, with these protocols only if any are named. */
final class TlsSockets implements HttpProbe.Sockets {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final SSLContext context;
  private final List<String> protocols;

  TlsSockets(SSLContext context, List<String> protocols) {
    this.context = context;
    this.protocols = protocols;
  }

  @Override
  public Socket open(String host, int port) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    if (!protocols.isEmpty()) {
      socket.setEnabledProtocols(protocols.toArray(String[]::new));
    }
    try {
      socket.startHandshake();
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
    return socket;
  }
}
