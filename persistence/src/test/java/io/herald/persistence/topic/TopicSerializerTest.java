package io.herald.persistence.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.persistence.serialization.GoldenFile;
import io.herald.persistence.topic.TopicEvent.ChannelCreated;
import io.herald.persistence.topic.TopicEvent.ChannelDeleted;
import io.herald.persistence.topic.TopicEvent.TopicCreated;
import io.herald.persistence.topic.TopicEvent.TopicDeleted;
import io.herald.persistence.topic.TopicEvent.TopicPaused;
import io.herald.persistence.topic.TopicState.Phase;
import io.herald.protocol.name.ChannelName;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicSerializerTest {
  private static final ChannelName A = new ChannelName("a");
  private static final ChannelName B = new ChannelName("b");

  /** Golden file → the object it holds. */
  static Map<String, Object> samples() {
    return Map.of(
        "TopicCreated-1", new TopicCreated(1_800_000_000_000L, TopicSpec.of(1)),
        "ChannelCreated-1", new ChannelCreated(A),
        "ChannelDeleted-1", new ChannelDeleted(new ChannelName("archive.2")),
        "TopicPaused-1", new TopicPaused(true),
        "TopicDeleted-1", TopicDeleted.INSTANCE,
        "TopicState-1",
            new TopicState(
                Phase.LIVE, 1_800_000_000_000L, new TreeSet<>(Set.of(A, B)), true, TopicSpec.of(1)),
        "TopicCreated-2", new TopicCreated(1_800_000_000_000L, TopicSpec.of(12)),
        "TopicState-2",
            new TopicState(Phase.DELETED, 1_800_000_000_000L, Set.of(), false, TopicSpec.of(300)),
        "TopicCreated-3", new TopicCreated(1_800_000_000_000L, new TopicSpec(3, true)),
        "TopicState-3",
            new TopicState(
                Phase.LIVE, 1_800_000_000_000L, Set.of(), false, new TopicSpec(1, true)));
  }

  static Iterable<String> files() {
    return samples().keySet();
  }

  private final TopicSerializer serializer = new TopicSerializer();

  @ParameterizedTest
  @MethodSource("files")
  void whatWasWrittenOnceIsWrittenAndReadForEver(String file) throws IOException {
    GoldenFile.check(serializer, "topic", file, samples().get(file));
  }

  @ParameterizedTest
  @MethodSource("files")
  void damagedBytesAreReadOrRefusedAndNothingElse(String file) throws IOException {
    GoldenFile.checkDamage(serializer, "topic", file);
  }

  @Test
  void everyEventHasASampleAndASerializer() {
    assertThat(samples().values().stream().map(Object::getClass))
        .contains(TopicEvent.class.getPermittedSubclasses());
    GoldenFile.checkBinding(serializer, samples().values());
  }

  @Test
  void whatIsOfAnotherFamilyOrReleaseIsRefused() {
    assertThatThrownBy(() -> serializer.manifest("text"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1}, "TopicPaused:3"))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void aTopicIsWhatItsEventsMade() {
    TopicState created = TopicState.NONE.apply(new TopicCreated(7, TopicSpec.of(3)));
    assertThat(created).isEqualTo(new TopicState(Phase.LIVE, 7, Set.of(), false, TopicSpec.of(3)));
    TopicState used =
        created
            .apply(new ChannelCreated(B))
            .apply(new ChannelCreated(A))
            .apply(new ChannelCreated(A))
            .apply(new TopicPaused(true));
    assertThat(used).isEqualTo(new TopicState(Phase.LIVE, 7, Set.of(A, B), true, TopicSpec.of(3)));
    assertThat(used.channels()).containsExactly(A, B);
    assertThat(used.apply(new ChannelDeleted(B)).channels()).containsExactly(A);
    assertThat(used.apply(new TopicPaused(false)).paused()).isFalse();
    assertThat(created.channels()).as("states never change").isEmpty();
  }

  @Test
  void aTopicThatComesBackHasNothingOfItsEarlierLife() {
    TopicState deleted =
        new TopicState(Phase.LIVE, 7, Set.of(A), true, TopicSpec.of(3))
            .apply(TopicDeleted.INSTANCE);
    assertThat(deleted)
        .isEqualTo(new TopicState(Phase.DELETED, 7, Set.of(), false, TopicSpec.of(3)));
    assertThat(deleted.isLive()).isFalse();
    assertThat(deleted.apply(new TopicCreated(8, TopicSpec.of(2))))
        .isEqualTo(new TopicState(Phase.LIVE, 8, Set.of(), false, TopicSpec.of(2)));
  }

  @Test
  void everyEventIsApplied() {
    samples().values().stream()
        .filter(TopicEvent.class::isInstance)
        .forEach(event -> assertThat(TopicState.NONE.apply((TopicEvent) event)).isNotNull());
  }
}
