package io.herald.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.xerial.snappy.SnappyFramedOutputStream;

/**
 * One blocking connection to a broker: raw enough to send wrong bytes, with one method per command
 * for those who behave. Every wait ends: a read without a frame within the read timeout throws
 * {@link SocketTimeoutException}. Not thread-safe, but one thread may send while another reads.
 *
 * <p>After an {@link #identify} that was granted TLS or compression, the matching {@code upgrade}
 * methods put these layers over the socket, TLS first, and wait for the {@code OK} inside each:
 *
 * <pre>
 *   commands ─► snappy or deflate ─► TLS ─► socket
 * </pre>
 */
public final class NsqConnection implements Closeable {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final int DEFLATE_BUFFER = 16 * 1024;

  private final Socket socket;
  private final OutputStream wire;
  private OutputStream out;
  private FrameReader reader;
  private final Queue<Delivery> arrived = new ArrayDeque<>();
  private Duration readTimeout = DEFAULT_TIMEOUT;

  private NsqConnection(Socket socket, UnaryOperator<OutputStream> wire) throws IOException {
    this.socket = socket;
    this.wire = wire.apply(socket.getOutputStream());
    this.out = this.wire;
    this.reader = new FrameReader(socket.getInputStream());
  }

  /** Connects and sends the magic. */
  public static NsqConnection open(InetSocketAddress address) throws IOException {
    return open(address, UnaryOperator.identity());
  }

  /**
   * As above, but what goes to the socket, beneath all layers, passes through a stream of the
   * caller's: to cut it into pieces, say.
   */
  public static NsqConnection open(InetSocketAddress address, UnaryOperator<OutputStream> wire)
      throws IOException {
    NsqConnection connection = new NsqConnection(connected(address), wire);
    connection.send(CommandBytes.MAGIC.getBytes(US_ASCII));
    return connection;
  }

  /** Connects and sends nothing. */
  public static NsqConnection openWithoutMagic(InetSocketAddress address) throws IOException {
    return new NsqConnection(connected(address), UnaryOperator.identity());
  }

  private static Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(address, (int) DEFAULT_TIMEOUT.toMillis());
    return socket;
  }

  /** How long {@link #read} waits; 10 s unless set. */
  public NsqConnection readTimeout(Duration timeout) {
    readTimeout = timeout;
    return this;
  }

  /** Writes bytes as they are, in one write, through all layers and flushed to the socket. */
  public synchronized void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Writes bytes to the socket beneath all layers, to spoil them. */
  public synchronized void sendBeneath(byte[] bytes) throws IOException {
    wire.write(bytes);
    wire.flush();
  }

  /** Writes text as UTF-8, in one write. */
  public void send(String text) throws IOException {
    send(text.getBytes(UTF_8));
  }

  /** The next frame whatever it is. Throws EOFException if the broker closes instead. */
  public Frame read() throws IOException {
    return poll(readTimeout)
        .orElseThrow(() -> new SocketTimeoutException("no frame within " + readTimeout));
  }

  /** The frames themselves, for loops that must not copy. Reading throws after the read timeout. */
  public FrameReader frames() throws IOException {
    socket.setSoTimeout((int) readTimeout.toMillis());
    return reader;
  }

  /** The next frame whatever it is, or nothing within {@code timeout}. */
  public Optional<Frame> poll(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!reader.hasWholeFrame()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      socket.setSoTimeout((int) left);
      try {
        reader.advance();
        return Optional.of(reader.frame());
      } catch (SocketTimeoutException e) {
        return Optional.empty();
      }
    }
    reader.advance();
    return Optional.of(reader.frame());
  }

  /**
   * The next response or error. Heartbeats are answered, messages are kept for {@link #delivery}.
   */
  public Frame reply() throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.type() == Frame.MESSAGE) {
        arrived.add(frame.delivery());
      } else if (frame.isHeartbeat()) {
        nop();
      } else {
        return frame;
      }
    }
  }

  /** The next message. Heartbeats are answered; any other frame is a {@link RefusedException}. */
  public Delivery delivery() throws IOException {
    return delivery(readTimeout)
        .orElseThrow(() -> new SocketTimeoutException("no message within " + readTimeout));
  }

  /** The next message, or nothing within {@code timeout}. */
  public Optional<Delivery> delivery(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (arrived.isEmpty()) {
      Optional<Frame> frame = poll(Duration.ofNanos(deadline - System.nanoTime()));
      if (frame.isEmpty()) {
        return Optional.empty();
      }
      if (frame.get().type() == Frame.MESSAGE) {
        arrived.add(frame.get().delivery());
      } else if (frame.get().isHeartbeat()) {
        nop();
      } else {
        throw new RefusedException(frame.get());
      }
    }
    return Optional.of(arrived.remove());
  }

  /** Sends IDENTIFY and returns the answer: OK, a JSON object, or throws. */
  public String identify(String json) throws IOException {
    send(CommandBytes.identify(json));
    return accepted();
  }

  /**
   * Shakes hands and waits for the OK inside: what follows an {@link #identify} that was granted
   * {@code tls_v1}. The certificate must be for the address that was connected to, unless the
   * context trusts everything. Throws SSLException if one side does not accept the other; under TLS
   * 1.3 the broker's refusal may also show as the end of the connection.
   */
  public void upgradeTls(SSLContext context) throws IOException {
    InetSocketAddress remote = (InetSocketAddress) socket.getRemoteSocketAddress();
    SSLEngine engine = context.createSSLEngine(remote.getHostString(), remote.getPort());
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    upgradeTls(engine);
  }

  /** As above with an engine of the caller's, who may have chosen protocols and ciphers. */
  public void upgradeTls(SSLEngine engine) throws IOException {
    engine.setUseClientMode(true);
    TlsLayer layer = new TlsLayer(engine, reader.rest(), out);
    socket.setSoTimeout((int) readTimeout.toMillis());
    layer.handshake();
    upgrade(layer.input(), layer.output());
  }

  /** Compresses with snappy from here on, and waits for the OK inside. */
  public void upgradeSnappy() throws IOException {
    upgrade(new SnappyInput(reader.rest()), new SnappyFramedOutputStream(out));
  }

  /** Compresses with raw deflate of a level from 1 to 9, and waits for the OK inside. */
  public void upgradeDeflate(int level) throws IOException {
    upgrade(
        new InflaterInputStream(reader.rest(), new Inflater(true), DEFLATE_BUFFER),
        new DeflaterOutputStream(out, new Deflater(level, true), DEFLATE_BUFFER, true));
  }

  private void upgrade(InputStream layerIn, OutputStream layerOut) throws IOException {
    reader = new FrameReader(layerIn);
    out = layerOut;
    String answer = accepted();
    if (!answer.equals("OK")) {
      throw new IOException("expected OK inside the new layer, got " + answer);
    }
  }

  /** Sends AUTH and returns the answer, a JSON object, or throws. */
  public String auth(String secret) throws IOException {
    send(CommandBytes.auth(secret));
    return accepted();
  }

  /** Subscribes; ready count stays 0. */
  public void sub(String topic, String channel) throws IOException {
    send(CommandBytes.sub(topic, channel));
    accepted();
  }

  /** Publishes one message and waits for OK. */
  public void pub(String topic, byte[] body) throws IOException {
    send(CommandBytes.pub(topic, body));
    accepted();
  }

  /** Publishes one text and waits for OK. */
  public void pub(String topic, String body) throws IOException {
    pub(topic, body.getBytes(UTF_8));
  }

  /** Publishes a batch and waits for its one OK. */
  public void mpub(String topic, List<byte[]> bodies) throws IOException {
    send(CommandBytes.mpub(topic, bodies));
    accepted();
  }

  /** Publishes one deferred message and waits for OK. */
  public void dpub(String topic, Duration delay, byte[] body) throws IOException {
    send(CommandBytes.dpub(topic, delay.toMillis(), body));
    accepted();
  }

  /** Sets the ready count; has no answer. */
  public void rdy(int count) throws IOException {
    send(CommandBytes.rdy(count));
  }

  /** Finishes a message; has no answer unless it fails. */
  public void fin(String id) throws IOException {
    send(CommandBytes.fin(id));
  }

  /** Requeues a message; has no answer unless it fails. */
  public void req(String id, Duration delay) throws IOException {
    send(CommandBytes.req(id, delay.toMillis()));
  }

  /** Renews a message's deadline; has no answer unless it fails. */
  public void touch(String id) throws IOException {
    send(CommandBytes.touch(id));
  }

  /** Asks for no more messages and waits for CLOSE_WAIT; the connection stays open. */
  public void cls() throws IOException {
    send(CommandBytes.cls());
    accepted();
  }

  /** Answers a heartbeat. */
  public void nop() throws IOException {
    send(CommandBytes.nop());
  }

  /** Says that nothing more will be sent; the broker's frames can still be read. */
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The local address, as the broker reports it in {@code remote_address}. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Ends the connection with RST instead of FIN. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Closes the socket, without a good-bye of any layer. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String accepted() throws IOException {
    Frame frame = reply();
    if (frame.type() == Frame.ERROR) {
      throw new RefusedException(frame);
    }
    return frame.text();
  }
}
