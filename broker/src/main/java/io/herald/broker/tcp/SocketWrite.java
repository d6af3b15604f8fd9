package io.herald.broker.tcp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** What a connection asks of its socket, in order. */
sealed interface SocketWrite {

  /** Sends bytes, through whatever the connection is wrapped in. */
  record Bytes(ByteBuf bytes) implements SocketWrite {}

  /**
   * Wraps the connection: what is sent and received from here on goes through new layers.
   *
   * @param layers the outermost, which is TLS if it is among them, first
   * @param greeting sent inside each new layer, before the next one is put in
   * @param received what had arrived when the client asked for the layers; it belongs to them
   */
  record Upgrade(List<TransportLayer> layers, byte[] greeting, byte[] received)
      implements SocketWrite {}
}
