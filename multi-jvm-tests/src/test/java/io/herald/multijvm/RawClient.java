package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.CommandBytes;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket that may be cut off at any time: what it cannot send is lost, as it would be for a
 * client that did not look.
 */
public final class RawClient implements Closeable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final byte[] MAGIC = CommandBytes.MAGIC.getBytes(US_ASCII);

  private final Socket socket = new Socket();

  public RawClient(InetSocketAddress address) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(address, (int) LIMIT.toMillis());
  }

  public Socket socket() {
    return socket;
  }

  /** The magic and an IDENTIFY with these keys set to true, for example {@code tls_v1}. */
  public static byte[] identify(String... features) {
    StringBuilder json = new StringBuilder("{\"feature_negotiation\":true");
    for (String feature : features) {
      json.append(",\"").append(feature).append("\":true");
    }
    return join(MAGIC, CommandBytes.identify(json.append('}').toString()));
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Sends all these bytes in one write; false if the other side has gone. */
  public boolean send(byte[]... parts) {
    try {
      socket.getOutputStream().write(join(parts));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Says that nothing more will be sent. */
  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // It has gone already.
    }
  }

  /** Ends with RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Waits for one byte at least, and for the end if there is none. */
  public void awaitSomething() throws IOException {
    socket.setSoTimeout((int) LIMIT.toMillis());
    int unused = socket.getInputStream().read(new byte[4096]);
  }

  /** Reads to the end of the connection and returns what came; fails if it does not end. */
  public byte[] drain() throws IOException {
    return drain(LIMIT);
  }

  /** As above. Heartbeats would let it read for ever, so the limit is for all of it. */
  public byte[] drain(Duration limit) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("still open after " + limit);
      }
      socket.setSoTimeout((int) left);
      int count;
      try {
        count = socket.getInputStream().read(buffer);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("still open after " + limit, e);
      } catch (IOException e) {
        return received.toByteArray(); // reset
      }
      if (count < 0) {
        return received.toByteArray();
      }
      received.write(buffer, 0, count);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
