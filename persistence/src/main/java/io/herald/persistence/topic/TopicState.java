package io.herald.persistence.topic;

import io.herald.persistence.topic.TopicEvent.ChannelConfigured;
import io.herald.persistence.topic.TopicEvent.ChannelCreated;
import io.herald.persistence.topic.TopicEvent.ChannelDeleted;
import io.herald.persistence.topic.TopicEvent.PartitionsAdded;
import io.herald.persistence.topic.TopicEvent.TopicConfigured;
import io.herald.persistence.topic.TopicEvent.TopicCreated;
import io.herald.persistence.topic.TopicEvent.TopicDeleted;
import io.herald.persistence.topic.TopicEvent.TopicPaused;
import io.herald.protocol.name.ChannelName;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A topic as its events have made it. Immutable.
 *
 * @param phase whether it exists
 * @param incarnation which life of the topic; differs each time it is created
 * @param channels by name
 * @param paused whether its messages are held back from the channels
 * @param spec what it was made as, and how many partitions it has by now; {@link TopicSpec#UNSAID}
 *     before it was created
 * @param config what has been set for it since
 */
public record TopicState(
    Phase phase,
    long incarnation,
    Set<ChannelName> channels,
    boolean paused,
    TopicSpec spec,
    TopicConfig config) {

  /** Where a topic is in its life. */
  public enum Phase {
    /** There is no such topic. */
    NONE,
    /** It exists. */
    LIVE,
    /** It has been deleted; its files may still be there. */
    DELETED
  }

  /** Before the first event. */
  public static final TopicState NONE =
      new TopicState(Phase.NONE, 0, Set.of(), false, TopicSpec.UNSAID, TopicConfig.NONE);

  /** How many partitions it has; 0 before it was created. */
  public int partitions() {
    return spec.partitions();
  }

  /** Whether the topic exists. */
  public boolean isLive() {
    return phase == Phase.LIVE;
  }

  /** The state behind {@code event}. */
  public TopicState apply(TopicEvent event) {
    if (event instanceof TopicCreated created) {
      return live(created);
    }
    if (event instanceof ChannelCreated created) {
      Set<ChannelName> more = new TreeSet<>(channels);
      more.add(created.channel());
      return withChannels(more, config);
    }
    if (event instanceof ChannelDeleted deleted) {
      Set<ChannelName> fewer = new TreeSet<>(channels);
      fewer.remove(deleted.channel());
      return withChannels(fewer, config.withChannel(deleted.channel(), SettingValues.NONE));
    }
    if (event instanceof PartitionsAdded added) {
      TopicSpec larger = spec.withPartitions(added.partitions());
      return new TopicState(phase, incarnation, channels, paused, larger, config);
    }
    if (event instanceof TopicPaused topicPaused) {
      return new TopicState(phase, incarnation, channels, topicPaused.paused(), spec, config);
    }
    if (event instanceof TopicConfigured configured) {
      return withConfig(config.withTopic(config.topic().with(configured.values().byName())));
    }
    if (event instanceof ChannelConfigured configured) {
      return withConfig(
          config.withChannel(
              configured.channel(),
              config.of(configured.channel()).with(configured.values().byName())));
    }
    if (event == TopicDeleted.INSTANCE) {
      return new TopicState(Phase.DELETED, incarnation, Set.of(), false, spec, TopicConfig.NONE);
    }
    throw new AssertionError("unhandled " + event);
  }

  TopicState withConfig(TopicConfig changed) {
    return withChannels(channels, changed);
  }

  private static TopicState live(TopicCreated created) {
    return new TopicState(
        Phase.LIVE, created.incarnation(), Set.of(), false, created.spec(), TopicConfig.NONE);
  }

  private TopicState withChannels(Set<ChannelName> changed, TopicConfig changedConfig) {
    return new TopicState(
        phase, incarnation, Collections.unmodifiableSet(changed), paused, spec, changedConfig);
  }
}
