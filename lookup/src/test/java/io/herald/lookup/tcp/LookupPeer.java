package io.herald.lookup.tcp;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A plain socket that speaks V1, as nsqd's lookup peer does. */
final class LookupPeer implements AutoCloseable {
  static final String MAGIC = "  V1";
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  LookupPeer(InetSocketAddress address) throws IOException {
    socket.connect(address, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  /** A peer that has identified itself. */
  static LookupPeer identified(InetSocketAddress address, String host) throws IOException {
    LookupPeer peer = new LookupPeer(address);
    peer.send(MAGIC);
    peer.identify(
        "{\"broadcast_address\":\""
            + host
            + "\",\"hostname\":\"box\",\"tcp_port\":4150,\"http_port\":4151,\"version\":\"1.3.0\"}");
    peer.reply();
    return peer;
  }

  String localAddress() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void identify(String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    send("IDENTIFY\n");
    send(ByteBuffer.allocate(Integer.BYTES + body.length).putInt(body.length).put(body).array());
  }

  String ask(String line) throws IOException {
    send(line + "\n");
    return reply();
  }

  String reply() throws IOException {
    byte[] data = new byte[in.readInt()];
    in.readFully(data);
    return new String(data, StandardCharsets.ISO_8859_1);
  }

  /** All that still comes until the other side closes. */
  byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
