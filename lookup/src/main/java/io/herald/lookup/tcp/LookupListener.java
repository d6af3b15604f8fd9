package io.herald.lookup.tcp;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.ActorAttributes;
import akka.stream.Attributes;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RunnableGraph;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.herald.lookup.registry.Lookup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Port 4160, where real nsqds register with this node. */
public final class LookupListener {
  private static final Logger LOG = LoggerFactory.getLogger(LookupListener.class);
  private static final int BACKLOG = 128;
  private static final Duration WARM_UP_MAX = Duration.ofSeconds(5);
  private static final Attributes DISPATCHER = ActorAttributes.dispatcher(Lookup.DISPATCHER);

  private final ActorSystem<?> system;
  private final Lookup lookup;
  private final LookupIdentity identity;
  private final LookupLimits limits;
  private final SharedKillSwitch connections = KillSwitches.shared("lookup-connections");
  private final AtomicInteger open = new AtomicInteger();

  private LookupListener(
      ActorSystem<?> system, Lookup lookup, LookupIdentity identity, LookupLimits limits) {
    this.system = system;
    this.lookup = lookup;
    this.identity = identity;
    this.limits = limits;
  }

  /**
   * A port that listens.
   *
   * @param address as bound
   */
  public record Bound(InetSocketAddress address, Tcp.ServerBinding binding, SharedKillSwitch open) {

    /** Stops to listen and closes the connections; completes when the port is free. */
    public CompletionStage<Done> close() {
      return binding
          .unbind()
          .thenApply(
              unbound -> {
                open.shutdown();
                return Done.getInstance();
              });
    }
  }

  /**
   * Starts to listen; completes when connections are answered without delay.
   *
   * @param port 0 picks a free one
   */
  public static CompletionStage<Bound> bind(
      ActorSystem<?> system,
      String host,
      int port,
      Lookup lookup,
      LookupIdentity identity,
      LookupLimits limits) {
    return new LookupListener(system, lookup, identity, limits).bind(host, port);
  }

  private CompletionStage<Bound> bind(String host, int port) {
    boolean halfClose = true; // a peer that has sent its last command still reads the replies
    return Tcp.get(system)
        .bind(host, port, BACKLOG, List.of(), halfClose, Optional.empty())
        .toMat(Sink.foreach(this::accept), Keep.left())
        .withAttributes(DISPATCHER)
        .run(system)
        .thenCompose(
            binding ->
                warmUp(binding.localAddress())
                    .thenApply(warm -> new Bound(binding.localAddress(), binding, connections)));
  }

  /**
   * Connects once to the port itself. The first connection of a JVM loads and links all that takes
   * part, which took over a second on a busy machine; nsqd waits one second for each reply and then
   * counts the connection as broken.
   */
  private CompletionStage<Done> warmUp(InetSocketAddress bound) {
    InetSocketAddress target =
        bound.getAddress().isAnyLocalAddress()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
            : bound;
    return Source.single(ByteString.fromString("  V1PING\nIDENTIFY\n\0\0\0\2{}"))
        .via(Tcp.get(system).outgoingConnection(target.getHostString(), target.getPort()))
        .completionTimeout(WARM_UP_MAX)
        .toMat(Sink.ignore(), Keep.right())
        .withAttributes(DISPATCHER)
        .run(system)
        .thenCompose(answered -> lookup.apply(List.of()))
        .handle((answered, failure) -> Done.getInstance()); // cold, then; not a reason to fail
  }

  private void accept(Tcp.IncomingConnection connection) {
    String remote = SocketName.of(connection.remoteAddress());
    if (open.incrementAndGet() > limits.connectionsMax()) {
      LOG.warn("Connection of {} refused: {} are open", remote, limits.connectionsMax());
      open.decrementAndGet();
      run(connection, Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()));
      return;
    }
    byte[] answer = IdentifyBody.answer(identity, connection.localAddress().getPort());
    LookupExchange exchange = new LookupExchange(remote, answer, lookup.nextSerial());
    run(
        connection,
        Flow.fromGraph(new LookupSession(lookup, exchange, limits.idleMax(), open::decrementAndGet))
            .via(connections.flow()));
  }

  private void run(
      Tcp.IncomingConnection connection, Flow<ByteString, ByteString, NotUsed> session) {
    RunnableGraph<NotUsed> graph = connection.flow().join(session);
    graph.withAttributes(DISPATCHER).run(system);
  }
}
