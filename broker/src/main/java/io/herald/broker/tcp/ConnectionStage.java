package io.herald.broker.tcp;

import akka.actor.Terminated;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.ConnectionCounters.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * One TCP connection: bytes of the socket in, bytes for the socket out. It is the actor that the
 * rest of the broker talks to on behalf of the client; nothing lies between it and {@link
 * SocketFlow}, with which it is fused. The protocol itself is in {@link ConnectionSession}; this is
 * its plumbing: backpressure, heartbeats, the deadlines of NSQ, and the end.
 *
 * <p>Nothing of it survives: when it ends, the channel requeues what the client held.
 */
final class ConnectionStage extends GraphStage<FlowShape<ByteBuf, SocketWrite>> {
  private static final String BEAT = "beat";
  private static final String FIRST_COMMAND = "first command";
  private static final String TURN = "turn";

  /** How long messages of one partition have precedence before those of others that wait. */
  private static final Duration TURN_TIME = Duration.ofMillis(100);

  /**
   * Where a chunk is decoded: the socket's buffer is outside the heap, and the decoder reads
   * arrays.
   */
  private static final FastThreadLocal<byte[]> INPUT =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[TcpListener.RECEIVE_BYTES_MAX];
        }
      };

  private final Inlet<ByteBuf> in = Inlet.create("fromSocket");
  private final Outlet<SocketWrite> out = Outlet.create("toSocket");
  private final ConnectionContext context;
  private final long id;
  private final InetSocketAddress remote;
  private final ByteBufAllocator allocator;

  ConnectionStage(
      ConnectionContext context, long id, InetSocketAddress remote, ByteBufAllocator allocator) {
    this.context = context;
    this.id = id;
    this.remote = remote;
    this.allocator = allocator;
  }

  @Override
  public FlowShape<ByteBuf, SocketWrite> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private ConnectionSession session;
    private long beatMillis;
    private int beats;
    private long lastHeardNanos = System.nanoTime();
    private long lastWriteNanos = lastHeardNanos;

    Logic() {
      super(shape());
      setHandler(in, new Input());
      setHandler(out, new Output());
    }

    @Override
    public void preStart() {
      StageActor actor = getStageActor(this::onEnvelope);
      ActorRef<ConnectionMessage> self = Adapter.toTyped(actor.ref());
      String remoteIp = NetUtil.toAddressString(remote.getAddress()); // ::1, as nsqd writes it
      ClientStats stats =
          new ClientStats(
              NetUtil.toSocketAddressString(remote),
              ClientIdentity.unknown(remoteIp),
              Instant.now());
      context.stats().add(id, stats);
      context.connections().add(id, self);
      session =
          new ConnectionSession(
              context, id, remoteIp, stats, self, other -> actor.watch(Adapter.toClassic(other)));
      scheduleBeats();
      scheduleOnce(FIRST_COMMAND, context.settings().firstCommandTimeout());
      pull(in);
    }

    private BoxedUnit onEnvelope(Tuple2<akka.actor.ActorRef, Object> envelope) {
      if (envelope._2() instanceof Terminated terminated) {
        session.terminated(terminated.actor());
      } else {
        session.told((ConnectionMessage) envelope._2());
      }
      proceed();
      return BoxedUnit.UNIT;
    }

    @Override
    public void onTimer(Object key) {
      if (key.equals(FIRST_COMMAND)) {
        onFirstCommandDeadline();
        return;
      }
      if (key.equals(TURN)) {
        session.turn();
        proceed();
        return;
      }
      long now = System.nanoTime();
      long intervalNanos = Duration.ofMillis(beatMillis).toNanos();
      boolean isSilent = now - lastHeardNanos > 2 * intervalNanos && hasBeenPulled(in);
      boolean isStuck = !session.outbound().isEmpty() && now - lastWriteNanos > intervalNanos;
      if (isSilent || isStuck) {
        completeStage(); // nsqd closes without a frame, too
        return;
      }
      if (++beats % 2 == 0) {
        session.beat();
        proceed();
      }
    }

    /** Who has said nothing that makes sense by now is no client. */
    private void onFirstCommandDeadline() {
      if (!session.hasCommanded()) {
        context.stats().connectionCounters().refuse(Reason.FIRST_COMMAND);
        completeStage();
      }
    }

    /** Ticks at half the interval, so that silence is noticed soon after two intervals. */
    private void scheduleBeats() {
      beatMillis = session.client().heartbeatMillis();
      cancelTimer(BEAT);
      if (beatMillis > 0) {
        beats = 0;
        Duration half = Duration.ofMillis(beatMillis / 2);
        scheduleAtFixedRate(BEAT, half, half);
      }
    }

    /** After anything that happened: writes, reads, or ends, as far as is possible now. */
    private void proceed() {
      if (isAvailable(out)) {
        if (!session.outbound().isEmpty()) {
          push(out, new SocketWrite.Bytes(session.outbound().nextWrite(allocator)));
          lastWriteNanos = System.nanoTime();
          session.written();
        } else if (session.isUpgradeDue()) {
          push(out, session.takeUpgrade());
        }
      }
      if (session.isClosing() && session.outbound().isEmpty()) {
        completeStage();
      } else if (session.wantsInput() && !hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
      if (session.client().heartbeatMillis() != beatMillis) {
        scheduleBeats();
      }
      if (session.needsTurn() && !isTimerActive(TURN)) {
        scheduleOnce(TURN, TURN_TIME);
      }
    }

    @Override
    public void postStop() {
      if (session != null) {
        session.ended();
        context.stats().remove(id);
        context.connections().remove(id);
      }
    }

    private final class Input extends AbstractInHandler {
      @Override
      public void onPush() {
        lastHeardNanos = System.nanoTime();
        ByteBuf chunk = grab(in);
        try {
          byte[] input = INPUT.get();
          while (chunk.isReadable()) {
            int bytes = Math.min(input.length, chunk.readableBytes());
            chunk.readBytes(input, 0, bytes);
            session.received(input, 0, bytes);
          }
        } finally {
          chunk.release();
        }
        proceed();
      }

      @Override
      public void onUpstreamFinish() {
        session.inputEnded();
        proceed();
      }
    }

    private final class Output extends AbstractOutHandler {
      @Override
      public void onPull() {
        lastWriteNanos = System.nanoTime();
        proceed();
      }
    }
  }
}
