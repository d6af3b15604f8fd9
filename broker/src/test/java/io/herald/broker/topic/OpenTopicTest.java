package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.name.TopicName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenTopicTest {
  private static final TopicName ORDERS = new TopicName("orders");

  private static PartitionRef partition(int index, boolean isLocal) {
    return new PartitionRef(index, TestInbox.<TopicPartition.Command>create().getRef(), isLocal);
  }

  private static OpenTopic topic(boolean isOrdered, PartitionRef... usable) {
    return new OpenTopic(ORDERS, new TopicSpec(3, isOrdered), List.of(usable));
  }

  @Test
  void publishersAreSpreadOverThePartitionsOfTheirNode() {
    OpenTopic topic = topic(false, partition(0, false), partition(1, true), partition(2, true));
    Set<Integer> used = new HashSet<>();
    for (long publisher = -5; publisher < 5; publisher++) {
      used.add(topic.partitionFor(publisher).index());
    }
    assertThat(used).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void whatHasAKeyGoesToOnePartitionWhereverThatIs() {
    OpenTopic topic = topic(false, partition(0, false), partition(1, true), partition(2, true));
    OpenTopic less = topic(false, partition(1, true));
    for (int n = 0; n < 100; n++) {
      String key = "key" + n;
      int index = topic.partitionFor(key).index();
      assertThat(topic.partitionFor(key).index()).isEqualTo(index);
      if (index == 1) {
        assertThat(less.partitionFor(key).index()).isEqualTo(1);
      } else {
        assertThat(less.partitionFor(key)).as("partition %d is away", index).isNull();
      }
    }
  }

  @Test
  void aPublisherOfAnOrderedTopicKeepsItsPartitionAndWaitsForIt() {
    OpenTopic all = topic(true, partition(0, false), partition(1, true), partition(2, true));
    OpenTopic less = topic(true, partition(1, true), partition(2, true));
    assertThat(all.partitionFor(3).index()).isZero();
    assertThat(less.partitionFor(3)).isNull();
    assertThat(less.partitionFor(4).index()).isEqualTo(1);
  }

  @Test
  void aPublishKeySaysWhereToUnlessThereIsAPartitionKey() {
    OpenTopic topic = topic(false, partition(0, false), partition(1, true), partition(2, true));
    Set<Integer> used = new HashSet<>();
    for (int n = 0; n < 100; n++) {
      Optional<PublishKey> once = Optional.of(PublishKey.of("order-" + n));
      int index = topic.indexFor("", once);
      used.add(index);
      assertThat(topic(false, partition(1, true)).indexFor("", once)).isEqualTo(index);
      assertThat(topic.indexFor("c" + n, once)).isEqualTo(topic.partitionFor("c" + n).index());
    }
    assertThat(used).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(topic.indexFor("", Optional.empty())).isEqualTo(OpenTopic.ANY);
  }
}
