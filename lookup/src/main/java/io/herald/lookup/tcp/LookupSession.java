package io.herald.lookup.tcp;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import io.herald.lookup.registry.Lookup;
import java.time.Duration;

/**
 * One producer's connection. The commands of a chunk become one request to the registry; the next
 * chunk is read when its replies are written, so a connection holds one chunk at most. When the
 * connection ends, however it ends, the producer and its registrations go.
 *
 * <p>After an error the output is closed at once, and input is thrown away for a moment: closing a
 * socket with unread input would reset it, and the peer might never read the error.
 */
final class LookupSession extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("commands");
  private final Outlet<ByteString> out = Outlet.create("replies");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final Lookup lookup;
  private final LookupExchange exchange;
  private final Duration idleMax;
  private final Runnable ended;

  /**
   * A session.
   *
   * @param idleMax a connection that is silent for longer is closed
   * @param ended run once when the connection is over
   */
  LookupSession(Lookup lookup, LookupExchange exchange, Duration idleMax, Runnable ended) {
    this.lookup = lookup;
    this.exchange = exchange;
    this.idleMax = idleMax;
    this.ended = ended;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new LookupSessionLogic(shape, lookup, exchange, idleMax, ended);
  }
}
