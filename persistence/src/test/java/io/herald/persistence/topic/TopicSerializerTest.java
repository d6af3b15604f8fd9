package io.herald.persistence.topic;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.persistence.serialization.GoldenFilesTest;
import io.herald.persistence.topic.TopicEvent.ChannelConfigured;
import io.herald.persistence.topic.TopicEvent.ChannelCreated;
import io.herald.persistence.topic.TopicEvent.ChannelDeleted;
import io.herald.persistence.topic.TopicEvent.PartitionsAdded;
import io.herald.persistence.topic.TopicEvent.TopicConfigured;
import io.herald.persistence.topic.TopicEvent.TopicCreated;
import io.herald.persistence.topic.TopicEvent.TopicDeleted;
import io.herald.persistence.topic.TopicEvent.TopicPaused;
import io.herald.persistence.topic.TopicState.Phase;
import io.herald.protocol.name.ChannelName;
import java.io.NotSerializableException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TopicSerializerTest extends GoldenFilesTest {
  private static final ChannelName A = new ChannelName("a");
  private static final ChannelName B = new ChannelName("b");
  private static final SettingValues VALUES =
      SettingValues.of(Map.of("retention-age", "1h", "when-full", "reject"));

  /** Golden file → the object it holds. */
  static Map<String, Object> samples() {
    return Map.ofEntries(
        entry("TopicCreated-1", new TopicCreated(1_800_000_000_000L, TopicSpec.of(1))),
        entry("ChannelCreated-1", new ChannelCreated(A)),
        entry("ChannelDeleted-1", new ChannelDeleted(new ChannelName("archive.2"))),
        entry("PartitionsAdded-1", new PartitionsAdded(300)),
        entry("TopicPaused-1", new TopicPaused(true)),
        entry("TopicDeleted-1", TopicDeleted.INSTANCE),
        entry("TopicConfigured-1", new TopicConfigured(VALUES)),
        entry("ChannelConfigured-1", new ChannelConfigured(A, SettingValues.NONE)),
        entry("TopicState-1", live(new TreeSet<>(Set.of(A, B)), true, TopicSpec.of(1))),
        entry("TopicCreated-2", new TopicCreated(1_800_000_000_000L, TopicSpec.of(12))),
        entry(
            "TopicState-2", live(Set.of(), false, TopicSpec.of(300)).apply(TopicDeleted.INSTANCE)),
        entry("TopicCreated-3", new TopicCreated(1_800_000_000_000L, new TopicSpec(3, true))),
        entry("TopicState-3", live(Set.of(), false, new TopicSpec(1, true))),
        entry(
            "TopicState-4",
            live(Set.of(A), false, TopicSpec.of(2))
                .withConfig(new TopicConfig(VALUES, Map.of(A, VALUES)))));
  }

  private static TopicState live(Set<ChannelName> channels, boolean paused, TopicSpec spec) {
    return new TopicState(Phase.LIVE, 1_800_000_000_000L, channels, paused, spec, TopicConfig.NONE);
  }

  private final TopicSerializer serializer = new TopicSerializer();

  TopicSerializerTest() {
    super(new TopicSerializer(), "topic", samples());
  }

  @Test
  void everyEventHasASample() {
    assertThat(samples().values().stream().map(Object::getClass))
        .contains(TopicEvent.class.getPermittedSubclasses());
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
    assertThat(created)
        .isEqualTo(
            new TopicState(Phase.LIVE, 7, Set.of(), false, TopicSpec.of(3), TopicConfig.NONE));
    TopicState used =
        created
            .apply(new ChannelCreated(B))
            .apply(new ChannelCreated(A))
            .apply(new ChannelCreated(A))
            .apply(new TopicPaused(true));
    assertThat(used)
        .isEqualTo(
            new TopicState(Phase.LIVE, 7, Set.of(A, B), true, TopicSpec.of(3), TopicConfig.NONE));
    assertThat(used.channels()).containsExactly(A, B);
    assertThat(used.apply(new PartitionsAdded(5)))
        .isEqualTo(
            new TopicState(Phase.LIVE, 7, Set.of(A, B), true, TopicSpec.of(5), TopicConfig.NONE));
    assertThat(used.apply(new ChannelDeleted(B)).channels()).containsExactly(A);
    assertThat(used.apply(new TopicPaused(false)).paused()).isFalse();
    assertThat(created.channels()).as("states never change").isEmpty();
  }

  @Test
  void aTopicThatComesBackHasNothingOfItsEarlierLife() {
    TopicState deleted =
        new TopicState(Phase.LIVE, 7, Set.of(A), true, TopicSpec.of(3), TopicConfig.NONE)
            .apply(TopicDeleted.INSTANCE);
    assertThat(deleted)
        .isEqualTo(
            new TopicState(Phase.DELETED, 7, Set.of(), false, TopicSpec.of(3), TopicConfig.NONE));
    assertThat(deleted.isLive()).isFalse();
    assertThat(deleted.apply(new TopicCreated(8, TopicSpec.of(2))))
        .isEqualTo(
            new TopicState(Phase.LIVE, 8, Set.of(), false, TopicSpec.of(2), TopicConfig.NONE));
  }

  @Test
  void whatIsSetForAChannelGoesWithIt() {
    TopicState set =
        live(Set.of(A, B), false, TopicSpec.of(1))
            .apply(new TopicConfigured(VALUES))
            .apply(new ChannelConfigured(A, VALUES))
            .apply(new ChannelConfigured(B, VALUES))
            .apply(new ChannelConfigured(B, SettingValues.of(Map.of("when-full", ""))));
    assertThat(set.config().topic()).isEqualTo(VALUES);
    assertThat(set.config().of(A)).isEqualTo(VALUES);
    assertThat(set.config().of(B).byName()).containsOnlyKeys("retention-age");
    TopicConfig left = set.apply(new ChannelDeleted(A)).config();
    assertThat(left.of(A).isEmpty()).isTrue();
    assertThat(left.of(B).isEmpty()).isFalse();
    assertThat(set.apply(TopicDeleted.INSTANCE).config()).isEqualTo(TopicConfig.NONE);
  }

  @Test
  void everyEventIsApplied() {
    samples().values().stream()
        .filter(TopicEvent.class::isInstance)
        .forEach(event -> assertThat(TopicState.NONE.apply((TopicEvent) event)).isNotNull());
  }
}
