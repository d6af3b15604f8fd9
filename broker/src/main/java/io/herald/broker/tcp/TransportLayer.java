package io.herald.broker.tcp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.compression.SnappyFrameEncoder;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/** Something that a connection is wrapped in from some point on. */
sealed interface TransportLayer {

  /** Puts the layer between the socket and {@code before}. */
  void addTo(ChannelPipeline pipeline, String before);

  /**
   * TLS.
   *
   * @param engine the server's side
   * @param handshakes runs what takes long in a handshake
   * @param limit how long the handshake may take
   * @param secured is told of the session when the handshake is done
   * @param failed is told that it failed
   */
  record Tls(
      SSLEngine engine,
      Executor handshakes,
      Duration limit,
      Consumer<SSLSession> secured,
      Consumer<Throwable> failed)
      implements TransportLayer {

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the same future
    public void addTo(ChannelPipeline pipeline, String before) {
      SslHandler handler = new Handler(engine, handshakes);
      handler.setHandshakeTimeoutMillis(limit.toMillis());
      pipeline.addBefore(before, "tls", handler);
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  secured.accept(engine.getSession());
                } else {
                  failed.accept(done.cause());
                }
              });
    }

    /** A handshake that fails in its own thread after the client has gone concerns nobody. */
    private static final class Handler extends SslHandler {
      Handler(SSLEngine engine, Executor handshakes) {
        super(engine, handshakes);
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (!context.isRemoved()) {
          super.exceptionCaught(context, cause);
        }
      }
    }
  }

  /** Snappy's framing format, checksums verified. */
  record Snappy() implements TransportLayer {
    @Override
    public void addTo(ChannelPipeline pipeline, String before) {
      pipeline.addBefore(before, "slices", new InputSlices());
      pipeline.addBefore(before, "snappy-in", new SnappyChunks());
      pipeline.addBefore(before, "snappy-out", new SnappyFrameEncoder());
    }
  }

  /**
   * Raw deflate.
   *
   * @param level from 1 to 9
   */
  record Deflate(int level) implements TransportLayer {
    @Override
    public void addTo(ChannelPipeline pipeline, String before) {
      pipeline.addBefore(before, "inflate", new InflatedInput());
      pipeline.addBefore(before, "deflate", new DeflatedOutput(level));
    }
  }
}
