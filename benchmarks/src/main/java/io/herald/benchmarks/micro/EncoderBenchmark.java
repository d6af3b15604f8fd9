package io.herald.benchmarks.micro;

import io.herald.broker.session.ReplyQueue;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.frame.FrameEncoder;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What clients are sent becomes bytes. An operation is one message or one reply. */
public class EncoderBenchmark extends MicroBenchmark {
  private static final int OPERATIONS = 1000;

  /** Messages that were published together. */
  @State(Scope.Thread)
  public static class Batches {
    @Param({"1", "250"})
    int messages;

    private byte[] bodies;
    private byte[] frames;

    /** Bodies as they lie in a chunk, and the same as frames. */
    @Setup
    public void prepare() {
      bodies = SampleMessages.bodies(messages);
      frames = SampleMessages.frames(messages);
    }

    private int perInvocation() {
      return OPERATIONS / messages;
    }
  }

  /** A stored batch whose messages are delivered again. */
  @State(Scope.Thread)
  public static class Stored {
    private final MessageBatch batch = SampleMessages.batch(OPERATIONS);
  }

  /** A publish: bodies are laid out as frames in one array, as AppendCollector does. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void layOut(Batches batches, Blackhole sink) {
    for (int batch = batches.perInvocation(); batch > 0; batch--) {
      byte[] frames = new byte[batches.messages * SampleMessages.FRAME_BYTES];
      int at = 0;
      for (int from = 0; from < batches.bodies.length; from += SampleMessages.BODY_BYTES) {
        at = MessageFrame.layOut(frames, at, batches.bodies, from, SampleMessages.BODY_BYTES);
      }
      sink.consume(frames);
    }
  }

  /** The partition gives frames their ids and times. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void stamp(Batches batches, Blackhole sink) {
    long offset = 0;
    for (int batch = batches.perInvocation(); batch > 0; batch--) {
      sink.consume(
          MessageBatch.stamped(
              0,
              offset,
              batches.messages,
              batches.frames,
              Deferrals.NONE,
              SampleMessages.TIMESTAMP_NANOS));
      offset += batches.messages;
    }
  }

  /** OKs: owed when the publishes come, sent when their batch is stored. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void ok(Batches batches, Blackhole sink) {
    ReplyQueue replies = new ReplyQueue();
    Output output = new Output(sink);
    for (int batch = batches.perInvocation(); batch > 0; batch--) {
      ReplyQueue.Ticket ticket = new ReplyQueue.Ticket();
      for (int message = 0; message < batches.messages; message++) {
        replies.publish(ticket, ErrorCode.E_PUB_FAILED);
      }
      ticket.stored();
      replies.drainTo(output);
    }
    if (!replies.isEmpty()) {
      throw new IllegalStateException("replies are left");
    }
  }

  /** A message that is delivered again gets a frame of its own with its attempts. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void redelivery(Stored stored, Blackhole sink) {
    byte[] bytes = stored.batch.bytes();
    for (int at = 0; at < stored.batch.to(); at = MessageFrame.next(bytes, at)) {
      sink.consume(MessageFrame.withAttempts(bytes, at, 2));
    }
  }

  /** An error frame, such as the answer to a FIN that came too late. */
  @Benchmark
  public byte[] error() {
    return FrameEncoder.error("E_FIN_FAILED FIN 0000000000000001 failed ID not in flight");
  }

  private record Output(Blackhole sink) implements ReplyQueue.Output {
    @Override
    public void send(byte[] array, int from, int to) {
      sink.consume(array);
      sink.consume(to - from);
    }

    @Override
    public void fail(ErrorCode code, String reason) {
      throw new IllegalStateException(code + " " + reason);
    }
  }
}
