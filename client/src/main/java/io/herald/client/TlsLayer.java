package io.herald.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over a pair of streams by the JDK's engine, as the client. An SSLSocket would do, but for two
 * things: a read that times out in mid-record must lose nothing, and tests put streams of their own
 * beneath. One thread may write while another reads.
 */
final class TlsLayer {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final InputStream in;
  private final OutputStream out;
  private final ByteBuffer records; // from the network: between position and limit
  private final ByteBuffer outgoing;
  private ByteBuffer plain; // unwrapped: between position and limit

  TlsLayer(SSLEngine engine, InputStream in, OutputStream out) {
    this.engine = engine;
    this.in = in;
    this.out = out;
    int packet = engine.getSession().getPacketBufferSize();
    this.records = ByteBuffer.allocate(2 * packet).limit(0);
    this.outgoing = ByteBuffer.allocate(2 * packet);
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
  }

  /** Shakes hands. Throws SSLException if either side does not like the other. */
  void handshake() throws IOException {
    engine.beginHandshake();
    try {
      while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        if (!advance(engine.getHandshakeStatus())) {
          throw new EOFException("closed in mid-handshake");
        }
      }
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
  }

  InputStream input() {
    return new Input();
  }

  OutputStream output() {
    return new Output();
  }

  /** One step of a handshake, or one record; false at the end of the stream. */
  private boolean advance(HandshakeStatus status) throws IOException {
    switch (status) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
        return true;
      }
      case NEED_WRAP -> {
        wrap(NOTHING);
        return true;
      }
      default -> {
        return unwrap();
      }
    }
  }

  private boolean unwrap() throws IOException {
    plain.clear();
    SSLEngineResult result;
    try {
      result = engine.unwrap(records, plain);
    } finally {
      plain.flip();
    }
    return switch (result.getStatus()) {
      case OK -> true;
      case CLOSED -> false;
      case BUFFER_UNDERFLOW -> fill();
      case BUFFER_OVERFLOW -> {
        plain = ByteBuffer.allocate(2 * plain.capacity()).limit(0);
        yield true;
      }
    };
  }

  private boolean fill() throws IOException {
    records.compact();
    int count;
    try {
      count = in.read(records.array(), records.position(), records.remaining());
      records.position(records.position() + Math.max(0, count));
    } finally {
      records.flip();
    }
    return count >= 0;
  }

  private synchronized Status wrap(ByteBuffer source) throws IOException {
    outgoing.clear();
    Status status = engine.wrap(source, outgoing).getStatus();
    out.write(outgoing.array(), 0, outgoing.position());
    out.flush();
    return status;
  }

  /** So that the other side learns why. */
  private void sendAlert() {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        if (wrap(NOTHING) == Status.CLOSED) {
          return;
        }
      }
    } catch (IOException e) {
      // It has gone: nobody is left to be told.
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
      while (!plain.hasRemaining()) {
        if (!advance(engine.getHandshakeStatus())) {
          return -1;
        }
      }
      int count = Math.min(length, plain.remaining());
      plain.get(target, at, count);
      return count;
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
      ByteBuffer source = ByteBuffer.wrap(bytes, at, length);
      while (source.hasRemaining()) {
        if (wrap(source) == Status.CLOSED) {
          throw new EOFException("closed by the broker");
        }
      }
    }
  }
}
