package io.herald.benchmarks.micro;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks another actor for something many times, each time when the last has been answered, as a
 * partition does with its segment. So a measurement has one change of threads for all of them. Its
 * messages are {@link Run} and whatever the other answers.
 */
final class RoundTrips extends AbstractOnMessageBehavior<Object> {

  /** Asks {@code count} times. */
  record Run(int count, CompletableFuture<Done> done) {}

  /** Asks once; the answer goes to {@code replyTo}. */
  @FunctionalInterface
  interface Request {
    void send(ActorRef<Object> replyTo);
  }

  private final ActorRef<Object> self;
  private final Class<?> answer;
  private final Request request;
  private CompletableFuture<Done> done;
  private int left;

  private RoundTrips(ActorContext<Object> context, Class<?> answer, Request request) {
    super(context);
    this.self = context.getSelf();
    this.answer = answer;
    this.request = request;
  }

  /** An actor whose requests succeed with an {@code answer}; any other one fails the run. */
  static Behavior<Object> create(Class<?> answer, Request request) {
    return Behaviors.setup(context -> new RoundTrips(context, answer, request));
  }

  /** Has the actor ask, and waits for the last answer. */
  static void run(ActorRef<Object> trips, int count) throws Exception {
    CompletableFuture<Done> done = new CompletableFuture<>();
    trips.tell(new Run(count, done));
    done.get(1, TimeUnit.MINUTES);
  }

  @Override
  public Behavior<Object> onMessage(Object message) {
    if (message instanceof Run run) {
      left = run.count();
      done = run.done();
      request.send(self);
    } else if (!answer.isInstance(message)) {
      done.completeExceptionally(new IllegalStateException("answer " + message));
    } else if (--left > 0) {
      request.send(self);
    } else {
      done.complete(Done.getInstance());
    }
    return this;
  }
}
