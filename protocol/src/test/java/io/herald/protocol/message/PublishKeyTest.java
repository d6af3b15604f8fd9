package io.herald.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishKeyTest {
  @Test
  void aKeyIsPrintableAndNeitherEmptyNorTooLong() {
    assertThat(PublishKey.isValid("!")).isTrue();
    assertThat(PublishKey.isValid("order-17/~")).isTrue();
    assertThat(PublishKey.isValid("x".repeat(255))).isTrue();
    assertThat(PublishKey.isValid("x".repeat(256))).isFalse();
    for (String text : new String[] {"", "a b", "a\n", "\u007f", "\u00e4", "\u0000"}) {
      assertThat(PublishKey.isValid(text)).as(text).isFalse();
    }
  }

  @Test
  void aKeyIsTheBeginningOfItsDigest() {
    // echo -n order-17 | sha256sum
    assertThat(PublishKey.of("order-17"))
        .isEqualTo(new PublishKey(0x72a90ea3da8b5dd0L, 0x1bde2f27314e02e2L));
  }
}
