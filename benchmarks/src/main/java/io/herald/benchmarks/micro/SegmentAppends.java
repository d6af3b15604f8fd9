package io.herald.benchmarks.micro;

import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import io.herald.persistence.journal.EmbeddedStore;
import java.util.concurrent.TimeUnit;

/** Through an event-sourced actor and the journal, all on one event loop. */
final class SegmentAppends implements Appends {
  private final OneLoopSystem loop;
  private final ActorRef<Object> trips;
  private ActorRef<SegmentWriter.Command> writer; // read on the loop, behind the message of a run
  private String log = "";
  private int logs;

  SegmentAppends(Config settings, SampleEvents events) {
    loop = new OneLoopSystem(settings);
    trips =
        loop.start(
            RoundTrips.create(
                SegmentWriter.Written.class,
                replyTo -> writer.tell(new SegmentWriter.Write(events.next(), replyTo))));
  }

  /** The first event comes behind the actor's recovery. */
  @Override
  public void begin() throws Exception {
    logs++;
    log = "segment-" + logs;
    writer = loop.start(new SegmentWriter(log));
    append(1);
  }

  @Override
  public void append(int count) throws Exception {
    RoundTrips.run(trips, count);
  }

  @Override
  public void end() throws Exception {
    writer.tell(SegmentWriter.Stop.INSTANCE);
    EmbeddedStore.of(loop.system()).purge(log).toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @Override
  public void close() throws Exception {
    loop.close();
  }
}
