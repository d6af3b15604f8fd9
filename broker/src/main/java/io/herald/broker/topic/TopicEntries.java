package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.tcp.EventLoops;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.name.TopicName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The topics that a node has begun to use. Belongs to one {@link Topics} and runs in it. */
final class TopicEntries {
  private final ActorContext<Topics.Command> context;
  private final int loops;
  private final TopicPlacement placement;
  private final int defaultPartitions;
  private final Map<TopicName, TopicEntry> entries = new HashMap<>();

  TopicEntries(
      ActorContext<Topics.Command> context,
      int loops,
      TopicPlacement placement,
      int defaultPartitions) {
    this.context = context;
    this.loops = loops;
    this.placement = placement;
    this.defaultPartitions = defaultPartitions;
  }

  /** The entry of a topic, which is begun, and created as {@code spec} says, if it is not there. */
  TopicEntry open(TopicName name, TopicSpec spec) {
    return entries.computeIfAbsent(
        name, topic -> start(topic, true, spec.orDefault(defaultPartitions)));
  }

  /** The entry of a topic that should exist; null if it is known not to. */
  TopicEntry existing(TopicName name) {
    return placement.isWhole()
        ? entries.get(name)
        : entries.computeIfAbsent(name, topic -> start(topic, false, TopicSpec.UNSAID));
  }

  /** The entry of a topic that has been begun; else null. */
  TopicEntry find(TopicName name) {
    return entries.get(name);
  }

  /** The entry that was there, which it is no more; null if there was none. */
  TopicEntry remove(TopicName name) {
    return entries.remove(name);
  }

  Collection<TopicEntry> all() {
    return entries.values();
  }

  private TopicEntry start(TopicName name, boolean mayCreate, TopicSpec spec) {
    String dispatcher = EventLoops.dispatcher(Math.floorMod(name.hashCode(), Math.max(1, loops)));
    ActorRef<Topic.Command> actor =
        context.spawnAnonymous(
            placement.topic(name, mayCreate, spec, context.getSelf()),
            DispatcherSelector.fromConfig(dispatcher));
    context.watchWith(actor, new Topics.Ended(name, actor));
    return new TopicEntry(actor);
  }
}
