package io.herald.persistence.cassandra;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Reads an OPTIONS request from each connection, says the same to everybody, and hangs up. */
final class AnsweringServer implements AutoCloseable {
  private static final int REQUEST_BYTES = 9;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final byte[] answer;

  AnsweringServer(String answer) throws IOException {
    this.answer = answer.getBytes(US_ASCII);
    Thread thread = new Thread(this::serve, "answering-server");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getInputStream().readNBytes(REQUEST_BYTES); // unread bytes would make it a reset
        socket.getOutputStream().write(answer);
      } catch (IOException ended) {
        // The next one, if it is not closed.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
