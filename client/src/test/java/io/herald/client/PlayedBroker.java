package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A listener and its first connection, played by the test: just enough to answer one client. */
final class PlayedBroker implements Closeable {
  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private Socket socket;

  PlayedBroker() throws IOException {}

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** Takes the connection and reads the magic. */
  Socket accept() throws IOException {
    socket = listener.accept();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(5000);
    socket.getInputStream().readNBytes(4);
    return socket;
  }

  /** Reads a command with a body: its line and its body, with a space between. */
  static String command(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      line.write(next);
    }
    byte[] body = body(in);
    return line.toString(UTF_8) + " " + new String(body, UTF_8);
  }

  private static byte[] body(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    byte[] body = new byte[data.readInt()];
    data.readFully(body);
    return body;
  }

  static byte[] frame(int type, String text) {
    byte[] data = text.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + data.length)
        .putInt(4 + data.length)
        .putInt(type)
        .put(data)
        .array();
  }

  static void respond(OutputStream out, String text) throws IOException {
    out.write(frame(Frame.RESPONSE, text));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
    listener.close();
  }
}
