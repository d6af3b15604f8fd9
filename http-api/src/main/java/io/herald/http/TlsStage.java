package io.herald.http;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.TLSProtocol.SendBytes;
import akka.stream.TLSProtocol.SessionBytes;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS on the server's side of one connection. Akka's own never says why it ends a handshake, and is
 * an actor between HTTP and the socket; this one sends the alert, knows when the handshake is over,
 * and is fused with the rest.
 *
 * <pre>
 * plainIn ─► TlsRecords.send ─► wrap ───► netOut
 * plainOut ◄─── unwrap ◄─ TlsRecords.receive ◄─ netIn
 * </pre>
 *
 * <p>Neither side is asked for more while what it has given is not passed on. The arithmetic of a
 * handshake runs on the stage's own thread, which is one of HTTP's.
 */
final class TlsStage
    extends GraphStage<BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound>> {
  private final Inlet<SslTlsOutbound> plainIn = Inlet.create("plainIn");
  private final Outlet<ByteString> netOut = Outlet.create("netOut");
  private final Inlet<ByteString> netIn = Inlet.create("netIn");
  private final Outlet<SslTlsInbound> plainOut = Outlet.create("plainOut");
  private final SSLEngine engine;
  private final HttpConnection connection;

  /** Makes the stage of one connection; the engine is used by no other. */
  TlsStage(SSLEngine engine, HttpConnection connection) {
    this.engine = engine;
    this.connection = connection;
  }

  @Override
  public BidiShape<SslTlsOutbound, ByteString, ByteString, SslTlsInbound> shape() {
    return BidiShape.of(plainIn, netOut, netIn, plainOut);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final TlsRecords records = new TlsRecords(engine);
    private boolean failed;

    Logic() {
      super(TlsStage.this.shape());
      setHandler(plainIn, new PlainIn());
      setHandler(netOut, new NetOut());
      setHandler(netIn, new NetIn());
      setHandler(plainOut, new PlainOut());
    }

    /** Does what can be done; called after everything that happens. */
    private void turn() {
      if (!failed) {
        try {
          records.work();
          if (records.isHandshaken()) {
            connection.handshaken();
          }
        } catch (SSLException | RuntimeException broken) {
          fail();
        }
      }
      pushWhatIsReady();
      if (records.isSent() && (failed || records.isOutputClosed())) {
        complete(netOut);
      }
      endInputIfItIs();
      pullWhatIsWanted();
    }

    /** The other side gets its alert, and HTTP sees the end of its input. */
    private void fail() {
      failed = true;
      if (!connection.isHandshaken()) {
        connection.handshakeFailed();
      }
      records.takeAlert();
      cancel(plainIn);
      cancel(netIn);
      complete(plainOut);
    }

    private void pushWhatIsReady() {
      if (isAvailable(netOut) && !records.isSent()) {
        push(netOut, records.takeSent());
      }
      if (isAvailable(plainOut) && !records.isReceived()) {
        push(plainOut, new SessionBytes(engine.getSession(), records.takeReceived()));
      }
    }

    /** No more will come in: HTTP may still answer, but not before a handshake. */
    private void endInputIfItIs() {
      boolean ended = records.isInputClosed() || (isClosed(netIn) && records.isStarved());
      if (!failed && ended && records.isReceived()) {
        if (records.isHandshaken()) {
          complete(plainOut);
        } else {
          completeStage();
        }
      }
    }

    private void pullWhatIsWanted() {
      if (records.wantsInput() && !hasBeenPulled(netIn) && !isClosed(netIn)) {
        pull(netIn);
      }
      if (records.wantsOutput() && !hasBeenPulled(plainIn) && !isClosed(plainIn)) {
        pull(plainIn);
      }
    }

    @Override
    public void preStart() {
      pull(netIn);
    }

    private final class NetIn extends AbstractInHandler {
      @Override
      public void onPush() {
        records.receive(grab(netIn));
        turn();
      }

      @Override
      public void onUpstreamFinish() {
        turn();
      }
    }

    private final class PlainIn extends AbstractInHandler {
      @Override
      public void onPush() {
        if (grab(plainIn) instanceof SendBytes bytes) {
          records.send(bytes.bytes());
        }
        turn();
      }

      @Override
      public void onUpstreamFinish() {
        records.closeOutput();
        turn();
      }
    }

    private final class NetOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        turn();
      }
    }

    private final class PlainOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        turn();
      }

      /** HTTP wants no more; it may still be answering. */
      @Override
      public void onDownstreamFinish(Throwable cause) {
        cancel(netIn, cause);
        if (!records.isHandshaken()) {
          completeStage();
        }
      }
    }
  }
}
