package io.herald.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GivenSettingsTest {
  @Test
  void theSameValueIsTheSameText() {
    assertThat(GivenSettings.TOPIC.checkGiven("retention-age", "3600s")).isEqualTo("1h");
    assertThat(GivenSettings.TOPIC.checkGiven("limit-bytes", "1048576")).isEqualTo("1MiB");
    assertThat(GivenSettings.TOPIC.checkGiven("when-full", "Drop-Oldest")).isEqualTo("drop-oldest");
    assertThat(GivenSettings.CHANNEL.checkGiven("max-attempts", "05")).isEqualTo("5");
    assertThat(GivenSettings.CHANNEL.checkGiven("max-attempts", "")).isEmpty();
  }

  @Test
  void aRefusalNamesTheSettingAndItsRange() {
    assertThatThrownBy(() -> GivenSettings.CHANNEL.checkGiven("max-attempts", "70000"))
        .isInstanceOf(SettingException.class)
        .hasMessage("max-attempts: must be a whole number from 0 to 65535");
    assertThatThrownBy(() -> GivenSettings.TOPIC.checkGiven("ttl", "soon"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("ttl: must be a duration such as 250ms, 30s or 1h30m from 0s to");
    assertThatThrownBy(() -> GivenSettings.CHANNEL.checkGiven("dead-letter-topic", "a b"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("dead-letter-topic: must be a topic's name");
    assertThatThrownBy(() -> GivenSettings.CHANNEL.checkGiven("ttl", "1s"))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "ttl: no such setting; there are max-attempts, dead-letter-topic, trace-one-in");
  }

  @Test
  void whatIsNotGivenIsTheDefault() {
    assertThat(TopicSettings.DEFAULTS.retentionAge()).isEmpty();
    assertThat(TopicSettings.DEFAULTS.whenFull()).isEqualTo(WhenFull.REJECT);
    TopicSettings given = TopicSettings.of(Map.of("retention-age", "1h", "ttl", "90s"));
    assertThat(given.retentionAge()).contains(Duration.ofHours(1));
    assertThat(given.ttl()).isEqualTo(Duration.ofSeconds(90));
    assertThat(ChannelSettings.of(Map.of("max-attempts", "5")))
        .isEqualTo(new ChannelSettings(5, "", Optional.empty()));
  }
}
