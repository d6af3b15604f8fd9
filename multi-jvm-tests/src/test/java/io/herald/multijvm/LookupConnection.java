package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.client.CommandBytes;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A connection that nsqd would hold to nsqlookupd: lines out, answers of int32 size and bytes in
 * (nsq-facts 4).
 */
final class LookupConnection implements Closeable {
  private static final int TIMEOUT_MILLIS = 5000;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  LookupConnection(InetSocketAddress address, String magic) throws IOException {
    socket.connect(address, TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    send(magic);
  }

  static LookupConnection open(InetSocketAddress address) throws IOException {
    return new LookupConnection(address, "  V1");
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  /** Throws EOFException when closed. */
  String answer() throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }

  String command(String line) throws IOException {
    send(line + "\n");
    return answer();
  }

  String identify(String json) throws IOException {
    socket.getOutputStream().write(CommandBytes.identify(json));
    return answer();
  }

  /** Identifies as an nsqd at this broadcast address. */
  void identifyAs(String host, int tcpPort, int httpPort) throws IOException {
    identify(
        "{\"broadcast_address\":\"%s\",\"hostname\":\"%s\",\"tcp_port\":%d,\"http_port\":%d,"
                .formatted(host, host, tcpPort, httpPort)
            + "\"version\":\"1.2.1\"}");
  }

  int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
