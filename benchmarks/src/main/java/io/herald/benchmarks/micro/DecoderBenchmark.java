package io.herald.benchmarks.micro;

import io.herald.protocol.command.ClientCommand;
import io.herald.protocol.command.CommandDecoder;
import io.herald.protocol.command.ProtocolLimits;
import io.herald.protocol.command.SessionPhase;
import io.herald.protocol.error.ProtocolException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What a client sends becomes commands. An operation is one message, or one FIN or RDY. */
@State(Scope.Thread)
public class DecoderBenchmark extends MicroBenchmark {
  private static final int OPERATIONS = 1000;
  private static final int MESSAGES_PER_MPUB = 200;

  @Param Chunks chunks;

  private CommandDecoder decoder;
  private CommandStream pubs;
  private CommandStream mpubs;
  private CommandStream fins;
  private CommandStream rdys;

  /** nsqd's limits, which are Herald's defaults. */
  @Setup
  public void prepare() {
    decoder = new CommandDecoder(new ProtocolLimits(16 << 10, 1 << 20, 5 << 20, 2500, 3_600_000));
    pubs = CommandStream.pubs(OPERATIONS, chunks);
    mpubs = CommandStream.mpubs(OPERATIONS / MESSAGES_PER_MPUB, MESSAGES_PER_MPUB, chunks);
    fins = CommandStream.fins(OPERATIONS, chunks);
    rdys = CommandStream.rdys(OPERATIONS, chunks);
  }

  /** PUB. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void pub(Blackhole sink) throws ProtocolException {
    decode(pubs, SessionPhase.CONNECTED, sink);
  }

  /** MPUB of 200 messages. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void mpub(Blackhole sink) throws ProtocolException {
    decode(mpubs, SessionPhase.CONNECTED, sink);
  }

  /** FIN. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void fin(Blackhole sink) throws ProtocolException {
    decode(fins, SessionPhase.SUBSCRIBED, sink);
  }

  /** RDY. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void rdy(Blackhole sink) throws ProtocolException {
    decode(rdys, SessionPhase.SUBSCRIBED, sink);
  }

  private void decode(CommandStream stream, SessionPhase phase, Blackhole sink)
      throws ProtocolException {
    int decoded = 0;
    int from = 0;
    for (int end : stream.chunkEnds()) {
      decoder.feed(stream.bytes(), from, end);
      ClientCommand command = decoder.next(phase);
      while (command != null) {
        sink.consume(command);
        decoded++;
        command = decoder.next(phase);
      }
      decoder.retain();
      from = end;
    }
    if (decoded != stream.commands()) {
      throw new IllegalStateException(decoded + " commands of " + stream.commands());
    }
  }
}
