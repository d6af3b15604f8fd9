package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreTroubleTest {
  @Test
  void thousandsAreOneLineEveryFewSeconds() {
    StoreTrouble trouble = new StoreTrouble();
    long now = System.nanoTime();
    assertThat(trouble.line("topic|t", "could not be written", now))
        .isEqualTo("topic|t could not be written, it tries again");
    for (int n = 0; n < 3000; n++) {
      assertThat(trouble.line("topic|" + n, "could not be written", now + n)).isNull();
    }
    assertThat(trouble.line("topic|t", "cannot be read", now + Duration.ofSeconds(10).toNanos()))
        .isEqualTo(
            "topic|t cannot be read, it tries again; so did 3000 before that were not told of");
  }
}
