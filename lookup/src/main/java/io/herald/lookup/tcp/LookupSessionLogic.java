package io.herald.lookup.tcp;

import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.InHandler;
import akka.stream.stage.OutHandler;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import io.herald.lookup.registry.Lookup;
import io.herald.lookup.registry.RegistryChange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running side of a {@link LookupSession}: reading, answering, then nothing but closing. */
final class LookupSessionLogic extends TimerGraphStageLogic implements InHandler, OutHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LookupSession.class);
  private static final String IDLE = "idle";
  private static final String LINGER = "linger";
  private static final Duration LINGER_MAX = Duration.ofSeconds(1);

  private enum Phase {
    READING,
    ANSWERING,
    CLOSING
  }

  private final Inlet<ByteString> in;
  private final Outlet<ByteString> out;
  private final Lookup lookup;
  private final LookupExchange exchange;
  private final Duration idleMax;
  private final Runnable ended;
  private final LookupCommandDecoder decoder = new LookupCommandDecoder();
  private Phase phase = Phase.READING;
  private boolean connected;
  private boolean inputEnded;
  private boolean heard;

  LookupSessionLogic(
      FlowShape<ByteString, ByteString> shape,
      Lookup lookup,
      LookupExchange exchange,
      Duration idleMax,
      Runnable ended) {
    super(shape);
    this.in = shape.in();
    this.out = shape.out();
    this.lookup = lookup;
    this.exchange = exchange;
    this.idleMax = idleMax;
    this.ended = ended;
    setHandler(in, this);
    setHandler(out, this);
  }

  @Override
  public void preStart() {
    scheduleWithFixedDelay(IDLE, idleMax, idleMax);
  }

  @Override
  public void postStop() {
    disconnect();
    ended.run();
  }

  @Override
  public void onPush() {
    ByteString bytes = grab(in);
    heard = true;
    if (phase == Phase.CLOSING) {
      pull(in);
      return;
    }
    List<LookupCommand> commands = new ArrayList<>();
    for (ByteBuffer buffer : bytes.getByteBuffers()) {
      commands.addAll(decoder.decode(buffer));
    }
    handle(commands);
  }

  @Override
  public void onPull() {
    readOn();
  }

  @Override
  public void onUpstreamFinish() {
    inputEnded = true;
    if (phase == Phase.READING) {
      handle(decoder.end());
    } else if (phase == Phase.CLOSING) {
      completeStage();
    }
  }

  @Override
  public void onUpstreamFailure(Throwable failure) {
    LOG.debug("Connection of {} broke: {}", exchange.remoteAddress(), failure.toString());
    completeStage();
  }

  @Override
  public void onDownstreamFinish(Throwable cause) {
    completeStage();
  }

  @Override
  public void onTimer(Object key) {
    if (key.equals(LINGER)) {
      completeStage();
    } else if (!heard) {
      LOG.info("Connection of {} was silent for {}: closed", exchange.remoteAddress(), idleMax);
      completeStage();
    }
    heard = false;
  }

  private void handle(List<LookupCommand> commands) {
    if (connected && commands.stream().anyMatch(LookupCommand.Ping.class::isInstance)) {
      lookup.heard(exchange.serial());
    }
    List<RegistryChange> changes = exchange.changes(commands);
    if (changes.isEmpty()) {
      write(exchange.answer(commands, List.of()));
      return;
    }
    if (!connected) { // only an identified connection has changes
      connected = true;
      LOG.info("Producer {} connected", exchange.remoteAddress());
    }
    phase = Phase.ANSWERING;
    AsyncCallback<Optional<List<Boolean>>> applied =
        createAsyncCallback(found -> onApplied(commands, found));
    lookup
        .apply(changes)
        .whenComplete(
            (done, failure) ->
                applied.invoke(failure == null ? Optional.of(done.found()) : Optional.empty()));
  }

  private void onApplied(List<LookupCommand> commands, Optional<List<Boolean>> found) {
    if (found.isEmpty()) {
      LOG.warn("The registry did not answer {} in time: closed", exchange.remoteAddress());
      completeStage();
      return;
    }
    phase = Phase.READING;
    write(exchange.answer(commands, found.get()));
    if (inputEnded && phase == Phase.READING) {
      write(exchange.answer(decoder.end(), List.of()));
    }
  }

  private void write(LookupExchange.Answer answer) {
    if (answer.bytes().length > 0) {
      emit(out, ByteString.fromArray(answer.bytes()));
    }
    if (answer.isLast()) {
      close();
    } else if (inputEnded) {
      completeStage();
    } else {
      readOn();
    }
  }

  private void readOn() {
    if (phase == Phase.READING && isAvailable(out) && !isClosed(in) && !hasBeenPulled(in)) {
      pull(in);
    }
  }

  private void close() {
    phase = Phase.CLOSING;
    disconnect();
    complete(out);
    if (inputEnded) {
      completeStage();
      return;
    }
    scheduleOnce(LINGER, LINGER_MAX);
    if (!hasBeenPulled(in)) {
      pull(in);
    }
  }

  private void disconnect() {
    if (connected) {
      connected = false;
      LOG.info("Producer {} disconnected", exchange.remoteAddress());
      lookup.tell(List.of(new RegistryChange.Disconnect(exchange.serial())));
    }
  }
}
