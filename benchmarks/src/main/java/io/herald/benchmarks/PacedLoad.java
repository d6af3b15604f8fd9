package io.herald.benchmarks;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.FrameReader;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Publishes at a fixed rate and measures the time from when a message should have been published to
 * when it is delivered: a broker that makes its publisher wait does not look better for it.
 */
final class PacedLoad {
  private static final int READY = 2500;
  private static final int ID_AT = 10;
  private static final int ID_LENGTH = 16;
  private static final int BODY_AT = ID_AT + ID_LENGTH;
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Target target;
  private final String topic;
  private final String channel;
  private final long intervalNanos;

  PacedLoad(Target target, String topic, String channel, int perSecond) {
    this.target = target;
    this.topic = topic;
    this.channel = channel;
    this.intervalNanos = 1_000_000_000L / perSecond;
  }

  Measurement run(long count, int bodySize) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (NsqConnection consumer = target.connect();
        NsqConnection publisher = target.connect()) {
      consumer.sub(topic, channel);
      consumer.rdy(READY);
      double cpuBefore = target.cpuSeconds();
      long start = System.nanoTime();
      Future<Histogram> latencies = threads.submit(() -> consume(consumer, count));
      Future<?> answers = threads.submit(() -> readAnswers(publisher, count));
      publish(publisher, count, bodySize, start);
      Histogram histogram = latencies.get();
      answers.get();
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Measurement(
          count,
          seconds,
          target.cpuSeconds() - cpuBefore,
          histogram.getValueAtPercentile(50) / 1000,
          histogram.getValueAtPercentile(99) / 1000);
    } finally {
      threads.shutdownNow();
    }
  }

  private void publish(NsqConnection publisher, long count, int bodySize, long start)
      throws IOException {
    byte[] body = new byte[bodySize];
    for (long n = 0; n < count; n++) {
      long due = start + n * intervalNanos;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      ByteBuffer.wrap(body).putLong(due);
      publisher.send(CommandBytes.pub(topic, body));
    }
  }

  private static Object readAnswers(NsqConnection publisher, long count) throws IOException {
    FrameReader frames = publisher.frames();
    for (long n = 0; n < count; n++) {
      frames.advance();
      if (frames.type() != Frame.RESPONSE || frames.length() != 2) {
        throw new IOException("not acknowledged: " + frames.frame());
      }
    }
    return null;
  }

  private static Histogram consume(NsqConnection consumer, long count) throws IOException {
    Histogram histogram = new Histogram(HIGHEST_NANOS, 3);
    FrameReader frames = consumer.frames();
    byte[] id = new byte[ID_LENGTH];
    while (histogram.getTotalCount() < count) {
      frames.advance();
      if (frames.type() == Frame.MESSAGE) {
        long due = frames.bytes().getLong(frames.offset() + BODY_AT);
        histogram.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - due));
        frames.bytes().get(frames.offset() + ID_AT, id);
        consumer.send(CommandBytes.fin(new String(id, java.nio.charset.StandardCharsets.US_ASCII)));
      }
    }
    return histogram;
  }
}
