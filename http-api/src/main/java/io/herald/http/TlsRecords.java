package io.herald.http;

import akka.util.ByteString;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * An engine with what goes through it. Knows no streams; {@link TlsStage} brings and fetches.
 *
 * <pre>
 * send     ─► toSend ── wrap ──► sent         takeSent
 * receive  ─► encrypted ─ unwrap ─► received  takeReceived
 * </pre>
 *
 * <p>At most {@link #READY_BYTES} and one record are made ready before they must be fetched.
 */
final class TlsRecords {
  private static final int READY_BYTES = 64 << 10;

  /** An alert is one record; more than a few are no alert. */
  private static final int ALERT_RECORDS_MAX = 4;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private ByteBuffer encrypted = ByteBuffer.allocate(0);
  private ByteBuffer toSend = NOTHING;
  private ByteString sent = ByteString.emptyByteString();
  private ByteString received = ByteString.emptyByteString();
  private ByteBuffer record;
  private ByteBuffer content;
  private boolean handshaken;
  private boolean closing;
  private boolean inputClosed;
  private boolean starved = true;

  TlsRecords(SSLEngine engine) {
    this.engine = engine;
    this.record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.content = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  /** Takes bytes off the network. */
  void receive(ByteString bytes) {
    ByteBuffer more = ByteBuffer.allocate(encrypted.remaining() + bytes.size());
    more.put(encrypted);
    bytes.copyToBuffer(more);
    encrypted = more.flip();
    starved = false;
  }

  /** Takes bytes to be sent; not before {@link #wantsOutput}. */
  void send(ByteString bytes) {
    toSend = bytes.toByteBuffer();
  }

  /** What is to be sent is followed by the end. */
  void closeOutput() {
    closing = true;
  }

  /** Goes on as far as it gets. */
  void work() throws SSLException {
    boolean further = true;
    while (further) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        runTasks();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        further = wrap();
      } else if (status == HandshakeStatus.NEED_UNWRAP
          || status == HandshakeStatus.NEED_UNWRAP_AGAIN) {
        further = unwrap();
      } else {
        boolean wrapped = wrapContent();
        further = unwrap() || wrapped;
      }
    }
  }

  /** After work() has failed: makes what the engine has to say of it ready. */
  void takeAlert() {
    try {
      for (int i = 0; i < ALERT_RECORDS_MAX && wrap(); i++) {
        // until nothing more comes
      }
    } catch (SSLException unsayable) {
      // then the other side learns no more than that it is over
    }
  }

  boolean isHandshaken() {
    return handshaken;
  }

  /** Whether nothing waits to be fetched by {@link #takeSent}. */
  boolean isSent() {
    return sent.isEmpty();
  }

  ByteString takeSent() {
    ByteString taken = sent;
    sent = ByteString.emptyByteString();
    return taken;
  }

  /** Whether nothing waits to be fetched by {@link #takeReceived}. */
  boolean isReceived() {
    return received.isEmpty();
  }

  ByteString takeReceived() {
    ByteString taken = received;
    received = ByteString.emptyByteString();
    return taken;
  }

  /** The other side has said that it sends no more. */
  boolean isInputClosed() {
    return inputClosed;
  }

  /** Whether all whole records that came in are read. */
  boolean isStarved() {
    return starved;
  }

  /** We have said so. */
  boolean isOutputClosed() {
    return engine.isOutboundDone();
  }

  /** Whether it cannot go on without more from the network. */
  boolean wantsInput() {
    return starved && received.isEmpty();
  }

  /** Whether there is room for more to be sent. */
  boolean wantsOutput() {
    return handshaken && !toSend.hasRemaining() && sent.isEmpty();
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private boolean wrapContent() throws SSLException {
    if (sent.size() >= READY_BYTES) {
      return false;
    }
    if (!toSend.hasRemaining() && closing && !engine.isOutboundDone()) {
      engine.closeOutbound();
      return wrap();
    }
    return toSend.hasRemaining() && wrap();
  }

  /** Makes one record; false if none came out. */
  private boolean wrap() throws SSLException {
    SSLEngineResult result = engine.wrap(toSend, record);
    note(result);
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() + record.capacity());
      return true;
    }
    sent = sent.concat(ByteString.fromArray(record.array(), 0, record.position()));
    record.clear();
    return result.bytesProduced() > 0;
  }

  /** Reads one record; false if there is no whole one, or no room for what is in it. */
  private boolean unwrap() throws SSLException {
    if (starved || inputClosed || received.size() >= READY_BYTES) {
      return false;
    }
    SSLEngineResult result = engine.unwrap(encrypted, content);
    note(result);
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> starved = true;
      case BUFFER_OVERFLOW ->
          content =
              ByteBuffer.allocate(
                  engine.getSession().getApplicationBufferSize() + content.capacity());
      case CLOSED -> inputClosed = true;
      case OK -> {
        received = received.concat(ByteString.fromArray(content.array(), 0, content.position()));
        content.clear();
      }
    }
    return switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> false;
      case BUFFER_OVERFLOW, CLOSED -> true;
      case OK -> result.bytesConsumed() > 0 || result.bytesProduced() > 0;
    };
  }

  private void note(SSLEngineResult result) {
    handshaken |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
  }
}
