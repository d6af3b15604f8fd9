package io.herald.broker.tcp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A Netty channel as a flow of its bytes, with backpressure both ways: the socket is read once per
 * pull, and written to only while its output buffer is below the high-water mark. What is written
 * in one turn of the loop goes out in one flush at the turn's end. An {@link SocketWrite.Upgrade}
 * puts TLS or compression into the channel's pipeline between the socket and the stream.
 *
 * <p>The flow runs on the channel's own loop. Completing the input closes the channel when
 * everything written has gone out, or after a while; failing it closes the channel at once.
 */
final class SocketFlow extends GraphStage<FlowShape<SocketWrite, ByteBuf>> {
  /** How long a peer may take to read the last frames. */
  private static final long LINGER_MILLIS = 5000;

  private static final String BRIDGE = "bridge";

  private final Inlet<SocketWrite> toSocket = Inlet.create("toSocket");
  private final Outlet<ByteBuf> fromSocket = Outlet.create("fromSocket");
  private final Channel channel;

  SocketFlow(Channel channel) {
    this.channel = channel;
  }

  @Override
  public FlowShape<SocketWrite, ByteBuf> shape() {
    return FlowShape.of(toSocket, fromSocket);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard of
  private final class Logic extends GraphStageLogic {
    private AsyncCallback<Boolean> onArrival;
    private AsyncCallback<Boolean> onWritable;
    private AsyncCallback<Boolean> onClosed;
    private boolean flushPlanned;
    private boolean closing;
    private boolean isStopped;

    /** Read and not asked for yet: one read of TLS may bring several records. */
    private final Deque<ByteBuf> arrived = new ArrayDeque<>();

    /** The client will send nothing behind what has arrived. */
    private boolean inputEnded;

    private boolean arrivalAnnounced;

    Logic() {
      super(shape());
      setHandler(toSocket, new FromStream());
      setHandler(fromSocket, new ToStream());
    }

    @Override
    public void preStart() {
      onArrival = createAsyncCallback(any -> handOn());
      onWritable = createAsyncCallback(writable -> pullIfWritable());
      onClosed = createAsyncCallback(closed -> completeStage());
      channel.pipeline().addLast(BRIDGE, new Bridge());
      if (!channel.isActive()) {
        completeStage();
        return;
      }
      pull(toSocket);
    }

    private void handOn() {
      arrivalAnnounced = false;
      if (!arrived.isEmpty() && isAvailable(fromSocket)) {
        push(fromSocket, arrived.pollFirst());
      }
      if (arrived.isEmpty() && inputEnded) {
        complete(fromSocket);
      }
    }

    private void upgrade(SocketWrite.Upgrade upgrade) {
      for (TransportLayer layer : upgrade.layers()) {
        layer.addTo(channel.pipeline(), BRIDGE);
        channel.write(Unpooled.wrappedBuffer(upgrade.greeting()), channel.voidPromise());
      }
      if (upgrade.received().length > 0) {
        channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(upgrade.received()));
        channel.pipeline().fireChannelReadComplete();
      }
      if (isAvailable(fromSocket)) {
        channel.read(); // the read that was asked for has not gone through the new layers
      }
    }

    private void pullIfWritable() {
      if (!closing && channel.isWritable() && !hasBeenPulled(toSocket) && !isClosed(toSocket)) {
        pull(toSocket);
      }
    }

    private void planFlush() {
      if (!flushPlanned) {
        flushPlanned = true;
        ((SingleThreadEventLoop) channel.eventLoop()).executeAfterEventLoopIteration(this::flush);
      }
    }

    private void flush() {
      flushPlanned = false;
      channel.flush();
    }

    @Override
    public void postStop() {
      arrived.forEach(ByteBuf::release);
      arrived.clear();
      isStopped = true;
      if (!closing) {
        channel.close();
      }
    }

    private final class FromStream extends AbstractInHandler {
      @Override
      public void onPush() {
        SocketWrite write = grab(toSocket);
        if (write instanceof SocketWrite.Bytes output) {
          channel.write(output.bytes(), channel.voidPromise());
        } else {
          upgrade((SocketWrite.Upgrade) write);
        }
        planFlush();
        pullIfWritable();
      }

      @Override
      public void onUpstreamFinish() {
        closing = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        Future<?> linger =
            channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, MILLISECONDS);
        channel.closeFuture().addListener(closed -> linger.cancel(false)); // it holds all this
        completeStage();
      }
    }

    private final class ToStream extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (arrived.isEmpty()) {
          channel.read();
        } else {
          handOn();
        }
      }

      /**
       * A connection that ends cancels its input before it completes its output: its last frames
       * are still on their way here, so the end of {@code toSocket} decides.
       */
      @Override
      public void onDownstreamFinish(Throwable cause) {}
    }

    /** Channel callbacks; they enter the stage only through its mailbox. */
    private final class Bridge extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf chunk && chunk.isReadable() && !isStopped) {
          arrived.addLast(chunk);
          announce();
        } else {
          ReferenceCountUtil.release(message);
        }
      }

      /** The stream runs on this very thread, but must be entered by its own door. */
      private void announce() {
        if (!arrivalAnnounced) {
          arrivalAnnounced = true;
          onArrival.invoke(true);
        }
      }

      @Override
      public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
          onWritable.invoke(true);
        }
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        onClosed.invoke(true);
      }

      @Override
      public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && isShakingHands(context)) {
          // It can never be completed, and TLS would wait for that: so beneath TLS.
          context.pipeline().firstContext().close();
        } else if (event == ChannelInputShutdownEvent.INSTANCE
            || event instanceof SslCloseCompletionEvent) {
          inputEnded = true;
          announce();
        }
      }

      private boolean isShakingHands(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        return tls != null && !tls.handshakeFuture().isDone();
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
      }
    }
  }
}
