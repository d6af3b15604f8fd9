package io.herald.protocol.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.protocol.error.ErrorCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
  private static final String LONGEST = "x".repeat(64);

  @ParameterizedTest
  @ValueSource(strings = {"a", "Z9._-", "...", "a#ephemeral", "x#ephemeral"})
  void aValidNameIsOneForTopicsAndChannels(String name) {
    assertThat(TopicName.isValid(name)).isTrue();
    assertThat(ChannelName.isValid(name)).isTrue();
    assertThat(new TopicName(name)).hasToString(name);
    assertThat(new ChannelName(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a/b",
        "a#",
        "#ephemeral",
        "a#EPHEMERAL",
        "a#ephemeral#ephemeral",
        "a#ephemeralx",
        "\u00e4",
        "a\n",
        "a\u0000"
      })
  void anythingElseIsRefused(String name) {
    assertThat(TopicName.isValid(name)).isFalse();
    assertThat(ChannelName.isValid(name)).isFalse();
    assertThatThrownBy(() -> new TopicName(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChannelName(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameHasUpToSixtyFourCharactersTheSuffixIncluded() {
    assertThat(TopicName.isValid(LONGEST)).isTrue();
    assertThat(TopicName.isValid(LONGEST + "x")).isFalse();
    assertThat(TopicName.isValid("x".repeat(54) + "#ephemeral")).isTrue();
    assertThat(TopicName.isValid("x".repeat(55) + "#ephemeral")).isFalse();
  }

  @Test
  void onlyTheSuffixMakesANameEphemeral() {
    assertThat(new TopicName("a#ephemeral").isEphemeral()).isTrue();
    assertThat(new ChannelName("a#ephemeral").isEphemeral()).isTrue();
    assertThat(new TopicName("ephemeral").isEphemeral()).isFalse();
    assertThat(new ChannelName("ephemeral").isEphemeral()).isFalse();
  }

  @Test
  void allErrorsButThreeEndTheConnection() {
    assertThat(Arrays.stream(ErrorCode.values()).filter(code -> !code.fatal()))
        .containsExactly(ErrorCode.E_FIN_FAILED, ErrorCode.E_REQ_FAILED, ErrorCode.E_TOUCH_FAILED);
  }
}
