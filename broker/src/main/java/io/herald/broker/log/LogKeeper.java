package io.herald.broker.log;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.herald.broker.remote.WireFormat;
import io.herald.config.LogLevel;

/**
 * Does with this node's log what other nodes ask for; one per node, at a path that all know. Levels
 * are of the process, so nothing survives it.
 */
public final class LogKeeper extends AbstractOnMessageBehavior<LogKeeper.Command> {
  /** A message to it. */
  public sealed interface Command {}

  /** Does what the order says. */
  record Carry(LogOrder order, ActorRef<Told> replyTo) implements Command {}

  /** The level that counts now. */
  record Told(LogLevel level) {}

  private final NodeLog log;

  private LogKeeper(ActorContext<Command> context, NodeLog log) {
    super(context);
    context.setLoggerName(LogKeeper.class);
    this.log = log;
  }

  static Behavior<Command> create(NodeLog log) {
    return Behaviors.setup(context -> new LogKeeper(context, log));
  }

  /** Adds the layouts of its messages. */
  public static void addTo(WireFormat format) {
    format.add(
        LogOrder.Show.class,
        "log.Show:1",
        (show, out) -> out.text(show.logger()),
        in -> new LogOrder.Show(in.text()));
    format.add(
        LogOrder.Set.class,
        "log.Set:1",
        (set, out) -> {
          out.text(set.logger());
          out.text(set.level().name());
        },
        in -> new LogOrder.Set(in.text(), LogLevel.valueOf(in.text())));
    format.add(
        LogOrder.Reset.class,
        "log.Reset:1",
        (reset, out) -> out.text(reset.logger()),
        in -> new LogOrder.Reset(in.text()));
    format.add(
        Carry.class,
        "log.Carry:1",
        (carry, out) -> {
          out.nested(carry.order());
          out.ref(carry.replyTo());
        },
        in -> new Carry(in.nested(LogOrder.class), in.ref()));
    format.add(
        Told.class,
        "log.Told:1",
        (told, out) -> out.text(told.level().name()),
        in -> new Told(LogLevel.valueOf(in.text())));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    if (command instanceof Carry carry) {
      return onCarry(carry);
    }
    throw new AssertionError("unhandled " + command);
  }

  private Behavior<Command> onCarry(Carry carry) {
    carry.replyTo().tell(new Told(log.obey(carry.order(), nodeOf(carry.replyTo()))));
    return this;
  }

  private String nodeOf(ActorRef<?> actor) {
    Address address = actor.path().address();
    return address.hasGlobalScope()
        ? address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow()
        : "this node";
  }
}
