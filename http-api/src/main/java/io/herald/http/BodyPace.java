package io.herald.http;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.time.Duration;

/**
 * Lets a body pass, and tells if it trickles: when we have waited for its bytes longer than the
 * grace and what has come would have taken at the slowest rate. Time in which nobody asks for bytes
 * is not the client's fault and does not count.
 */
final class BodyPace extends GraphStage<FlowShape<ByteString, ByteString>> {
  private static final int LOOKS_PER_GRACE = 4;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Inlet<ByteString> in = Inlet.create("body");
  private final Outlet<ByteString> out = Outlet.create("paced");
  private final int bytesPerSecondMin;
  private final Duration grace;
  private final Runnable tooSlow;

  /**
   * Makes a pace for one body.
   *
   * @param tooSlow run at most once
   */
  BodyPace(int bytesPerSecondMin, Duration grace, Runnable tooSlow) {
    this.bytesPerSecondMin = bytesPerSecondMin;
    this.grace = grace;
    this.tooSlow = tooSlow;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private long bytes;
    private long waitedNanos;
    private long askedAt;
    private boolean asked;

    Logic() {
      super(BodyPace.this.shape());
      setHandler(in, new In());
      setHandler(out, new Out());
    }

    @Override
    public void preStart() {
      Duration pause = grace.dividedBy(LOOKS_PER_GRACE);
      scheduleWithFixedDelay("look", pause, pause);
    }

    @Override
    public void onTimer(Object look) {
      double seconds = waitedNanos() / NANOS_PER_SECOND;
      if (seconds > grace.toNanos() / NANOS_PER_SECOND + (double) bytes / bytesPerSecondMin) {
        cancelTimer(look);
        tooSlow.run();
      }
    }

    private long waitedNanos() {
      return waitedNanos + (asked ? System.nanoTime() - askedAt : 0);
    }

    private final class In extends AbstractInHandler {
      @Override
      public void onPush() {
        waitedNanos = waitedNanos();
        asked = false;
        ByteString chunk = grab(in);
        bytes += chunk.size();
        push(out, chunk);
      }
    }

    private final class Out extends AbstractOutHandler {
      @Override
      public void onPull() {
        asked = true;
        askedAt = System.nanoTime();
        pull(in);
      }
    }
  }
}
