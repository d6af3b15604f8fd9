package io.herald.broker.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** Two ends of TLS that talk through two buffers; no socket is needed to shake hands. */
final class Handshake {
  private static final int STEPS_MAX = 200;

  private final ByteBuffer toServer = ByteBuffer.allocate(128 * 1024);
  private final ByteBuffer toClient = ByteBuffer.allocate(128 * 1024);

  private Handshake() {}

  /** Shakes hands; returns what the client sees. */
  static SSLSession between(SSLEngine client, SSLEngine server) throws SSLException {
    client.setUseClientMode(true);
    Handshake handshake = new Handshake();
    client.beginHandshake();
    server.beginHandshake();
    for (int step = 0; step < STEPS_MAX; step++) {
      handshake.advance(client, handshake.toClient, handshake.toServer);
      handshake.advance(server, handshake.toServer, handshake.toClient);
      if (isDone(client) && isDone(server)) {
        return client.getSession();
      }
    }
    throw new SSLException("no end of the handshake");
  }

  private void advance(SSLEngine engine, ByteBuffer input, ByteBuffer output) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      engine.getDelegatedTask().run();
    } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(nothing, output);
    } else {
      input.flip();
      engine.unwrap(input, plain);
      input.compact();
    }
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }
}
