package io.herald.broker.tcp;

import akka.actor.typed.ActorSystem;
import akka.stream.ActorAttributes;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.RunnableGraph;
import io.herald.broker.stats.ConnectionCounters.Reason;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.frame.FrameEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Accepts NSQ's TCP clients and gives each a stream on the loop of its socket: {@link SocketFlow}
 * joined with {@link ConnectionStage}.
 */
public final class TcpListener {
  private static final int BACKLOG = 1024;
  private static final int RECEIVE_BYTES_MIN = 512;
  private static final int RECEIVE_BYTES_INITIAL = 2 * 1024;

  /** The largest chunk a socket is read in. */
  static final int RECEIVE_BYTES_MAX = 64 * 1024;

  private static final int WRITE_LOW_BYTES = 64 * 1024;
  private static final int WRITE_HIGH_BYTES = 256 * 1024;

  private final Channel channel;

  private TcpListener(Channel channel) {
    this.channel = channel;
  }

  /** Where the listener really listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Accepts no more; open connections stay. */
  public CompletionStage<Void> unbind() {
    CompletableFuture<Void> unbound = new CompletableFuture<>();
    channel.close().addListener(done -> unbound.complete(null));
    return unbound;
  }

  /** Starts to listen; port 0 takes a free one. Fails if the address is in use. */
  public static CompletionStage<TcpListener> bind(
      ActorSystem<?> system,
      EventLoops loops,
      InetSocketAddress address,
      ConnectionContext context) {
    Materializer materializer = SystemMaterializer.get(system).materializer();
    Admission admission =
        new Admission(
            context.settings().maxConnections(),
            context.settings().maxConnectionsPerAddress(),
            context.stats().connectionCounters());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers())
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(WRITE_LOW_BYTES, WRITE_HIGH_BYTES))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    if (admits(admission, socket)) {
                      stream(socket, loops, context).run(materializer);
                    }
                  }
                });
    CompletableFuture<TcpListener> bound = new CompletableFuture<>();
    ChannelFuture binding = bootstrap.bind(address);
    binding.addListener(
        done -> {
          if (done.isSuccess()) {
            bound.complete(new TcpListener(binding.channel()));
          } else {
            bound.completeExceptionally(done.cause());
          }
        });
    return bound;
  }

  /** Whether there is room for the connection; if not, it is told so and closed. */
  @SuppressWarnings("FutureReturnValueIgnored") // nothing is to be done about one that fails
  private static boolean admits(Admission admission, SocketChannel socket) {
    InetAddress address = socket.remoteAddress().getAddress();
    Optional<Reason> refused = admission.enter(address);
    if (refused.isPresent()) {
      byte[] frame =
          FrameEncoder.error(ErrorCode.E_TOO_MANY_CONNECTIONS + " " + words(refused.get()));
      socket.writeAndFlush(Unpooled.wrappedBuffer(frame)).addListener(ChannelFutureListener.CLOSE);
      return false;
    }
    socket.closeFuture().addListener(closed -> admission.leave(address));
    return true;
  }

  private static String words(Reason reason) {
    return reason == Reason.PER_ADDRESS
        ? "too many connections from this address"
        : "too many connections";
  }

  private static AdaptiveRecvByteBufAllocator receiveBuffers() {
    AdaptiveRecvByteBufAllocator buffers =
        new AdaptiveRecvByteBufAllocator(
            RECEIVE_BYTES_MIN, RECEIVE_BYTES_INITIAL, RECEIVE_BYTES_MAX);
    buffers.maxMessagesPerRead(1);
    return buffers;
  }

  private static RunnableGraph<akka.NotUsed> stream(
      SocketChannel socket, EventLoops loops, ConnectionContext context) {
    EventLoop loop = socket.eventLoop();
    InetSocketAddress remote = socket.remoteAddress();
    ConnectionStage stage =
        new ConnectionStage(context, context.connections().nextId(), remote, socket.alloc());
    return Flow.fromGraph(new SocketFlow(socket))
        .join(Flow.fromGraph(stage))
        .withAttributes(ActorAttributes.dispatcher(EventLoops.dispatcher(loops.indexOf(loop))));
  }
}
