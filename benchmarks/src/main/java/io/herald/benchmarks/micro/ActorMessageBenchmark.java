package io.herald.benchmarks.micro;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What actors on one event loop cost by themselves. An operation is one question and its answer.
 */
@State(Scope.Benchmark)
public class ActorMessageBenchmark extends MicroBenchmark {
  private static final int OPERATIONS = 1000;

  private OneLoopSystem loop;
  private ActorRef<Object> trips;

  /** Starts the two. */
  @Setup
  public void open() {
    loop = new OneLoopSystem(ConfigFactory.empty());
    ActorRef<ActorRef<Object>> answering = loop.start(answering());
    trips = loop.start(RoundTrips.create(Done.class, answering::tell));
  }

  private static Behavior<ActorRef<Object>> answering() {
    return Behaviors.receiveMessage(
        replyTo -> {
          replyTo.tell(Done.getInstance());
          return Behaviors.same();
        });
  }

  /** Stops them. */
  @TearDown
  public void close() throws Exception {
    loop.close();
  }

  /** A question and its answer. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void roundTrip() throws Exception {
    RoundTrips.run(trips, OPERATIONS);
  }
}
