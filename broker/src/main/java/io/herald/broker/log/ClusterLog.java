package io.herald.broker.log;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import io.herald.config.LogLevel;
import io.herald.lookup.registry.Lookup;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The logs of all nodes of the cluster, as this node reaches them. */
public final class ClusterLog {
  private static final String KEEPER = "herald-log";
  private static final String ANSWER_WITHIN = "herald.log.answer-within";

  private final ActorSystem<?> system;
  private final Duration answerWithin;

  private ClusterLog(ActorSystem<?> system, Duration answerWithin) {
    this.system = system;
    this.answerWithin = answerWithin;
  }

  /**
   * Begins to take orders from other nodes; once per actor system.
   *
   * @param own this node's log
   */
  public static ClusterLog start(ActorSystem<?> system, NodeLog own) {
    system.systemActorOf(
        LogKeeper.create(own), KEEPER, Props.empty().withDispatcherFromConfig(Lookup.DISPATCHER));
    return new ClusterLog(system, system.settings().config().getDuration(ANSWER_WITHIN));
  }

  /** How long a node may take to answer. */
  public Duration answerWithin() {
    return answerWithin;
  }

  /** Has a node carry an order out; fails if it does not answer in time. */
  public CompletionStage<LogLevel> order(Address node, LogOrder order) {
    ActorRef<LogKeeper.Command> keeper =
        ActorRefResolver.get(system).resolveActorRef(node + "/system/" + KEEPER);
    return AskPattern.<LogKeeper.Command, LogKeeper.Told>ask(
            keeper,
            replyTo -> new LogKeeper.Carry(order, replyTo),
            answerWithin,
            system.scheduler())
        .thenApply(LogKeeper.Told::level);
  }
}
