package io.herald.broker.topic;

import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;

/**
 * Answers nodes and partitions that want to know what a topic is. Belongs to one {@link Topic} and
 * runs in it.
 */
final class TopicInquiries {
  private final TopicHost host;
  private final KeptState<TopicEvent, TopicState> kept;
  private final TopicCreation creation;
  private final TopicDeletion deletion;

  TopicInquiries(
      TopicHost host,
      KeptState<TopicEvent, TopicState> kept,
      TopicCreation creation,
      TopicDeletion deletion) {
    this.host = host;
    this.kept = kept;
    this.creation = creation;
    this.deletion = deletion;
  }

  /** A node wants to use the topic; {@code created} runs when it had to be created and is. */
  void attach(Topic.Attach attach, Runnable created) {
    TopicState state = kept.state();
    if (creation.isUnderWay()) {
      host.attached(attach.gateway(), TopicState.NONE); // it hears when it is stored for sure
    } else if (state.isLive()) {
      host.attached(attach.gateway(), state);
    } else if (state.phase() == TopicState.Phase.NONE && attach.create()) {
      host.attached(attach.gateway(), state);
      creation.create(attach.spec(), created);
    } else if (attach.create()) {
      attach.gateway().tell(new TopicGateway.Refused("the topic is being deleted"));
    } else {
      attach.gateway().tell(TopicGateway.NoTopic.INSTANCE);
    }
  }

  /** Partitions of a topic that is being deleted are described, too: they are to be removed. */
  void describe(Topic.Describe describe) {
    if (creation.isUnderWay()) {
      return; // it may be stored already, and be stored once more as another life: asked again
    }
    TopicState state = kept.state();
    boolean isGone =
        state.phase() == TopicState.Phase.NONE || deletion.hasRemoved(describe.partition());
    describe
        .replyTo()
        .tell(
            isGone
                ? PartitionEntity.NoTopic.INSTANCE
                : new PartitionEntity.Described(
                    state.incarnation(), TopicOutline.of(state), state.isLive()));
  }
}
