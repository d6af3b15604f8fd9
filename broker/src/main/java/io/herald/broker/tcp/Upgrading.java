package io.herald.broker.tcp;

import io.herald.broker.session.Features;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.ConnectionCounters.Reason;
import io.herald.broker.tls.CertificateSubject;
import io.herald.broker.tls.ServerTls;
import io.herald.protocol.command.ClientCommand;
import io.herald.protocol.command.CommandDecoder;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.error.ProtocolException;
import io.herald.protocol.frame.FrameEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS and compression of one connection (NSQ protocol, IDENTIFY): what IDENTIFY has granted is put
 * in behind its reply, and what had arrived behind IDENTIFY belongs to the new layers. So commands
 * in the clear that somebody has slipped in there are never executed.
 */
final class Upgrading {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrading.class);
  private static final byte[] OK = FrameEncoder.response("OK");

  private final ConnectionContext context;
  private final ClientStats stats;
  private SocketWrite.Upgrade pending;
  private boolean isDone;
  private String commonName = "";

  Upgrading(ConnectionContext context, ClientStats stats) {
    this.context = context;
    this.stats = stats;
  }

  /** Refuses what needs TLS and comes without. */
  void check(ClientCommand command) throws ProtocolException {
    if (context.requiresTls()
        && !stats.transport().tls()
        && !(command instanceof ClientCommand.Identify)) {
      String name = command.getClass().getSimpleName().toUpperCase(Locale.ROOT);
      throw new ProtocolException(
          ErrorCode.E_INVALID, "cannot " + name + " in current state (TLS required)");
    }
  }

  /** The client gets these features, and has the rest of its input moved into them. */
  void begin(Features features, CommandDecoder decoder) throws ProtocolException {
    if (!features.isAny()) {
      return;
    }
    if (isDone) {
      throw new ProtocolException(
          ErrorCode.E_IDENTIFY_FAILED, "IDENTIFY failed: the connection is upgraded already");
    }
    isDone = true;
    pending = new SocketWrite.Upgrade(layers(features), OK, decoder.takeRest());
    stats.transport(stats.transport().compressed(features.snappy(), features.deflate()));
  }

  private List<TransportLayer> layers(Features features) {
    List<TransportLayer> layers = new ArrayList<>();
    if (features.tls()) {
      ServerTls tls = context.tls().orElseThrow();
      layers.add(
          new TransportLayer.Tls(
              tls.newEngine(),
              tls.handshakes(),
              context.settings().tlsHandshakeTimeout(),
              this::secured,
              this::failed));
    }
    if (features.snappy()) {
      layers.add(new TransportLayer.Snappy());
    } else if (features.deflate()) {
      layers.add(new TransportLayer.Deflate(features.deflateLevel()));
    }
    return layers;
  }

  private void secured(SSLSession session) {
    stats.transport(stats.transport().secured(session.getProtocol(), session.getCipherSuite(), ""));
    commonName = CertificateSubject.of(session).flatMap(CertificateSubject::commonName).orElse("");
  }

  private void failed(Throwable cause) {
    context.stats().connectionCounters().refuse(Reason.HANDSHAKE);
    LOG.debug("TLS handshake with {} failed: {}", stats.remoteAddress(), cause.toString());
  }

  /** Whether layers are to be put in. */
  boolean isPending() {
    return pending != null;
  }

  /** The layers to be put in now. */
  SocketWrite.Upgrade take() {
    SocketWrite.Upgrade upgrade = pending;
    pending = null;
    return upgrade;
  }

  /** The common name of the client's certificate; empty without one. */
  String commonName() {
    return commonName;
  }
}
