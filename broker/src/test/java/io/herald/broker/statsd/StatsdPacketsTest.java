package io.herald.broker.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines travel whole, as many to a packet as its size allows to the byte. */
class StatsdPacketsTest {
  @Test
  void aPacketIsFilledToExactlyItsSize() {
    List<String> lines = List.of("four", "fours", "f", "four");

    assertThat(packets(lines, 11)).containsExactly("four\nfours\n", "f\nfour\n");
    assertThat(packets(lines, 10)).containsExactly("four\n", "fours\nf\n", "four\n");
    assertThat(packets(lines, 13)).containsExactly("four\nfours\nf\n", "four\n");
    assertThat(packets(lines, 1000)).containsExactly("four\nfours\nf\nfour\n");
  }

  @Test
  void aLineLongerThanAPacketGoesAloneAndWhole() {
    assertThat(packets(List.of("a", "long line", "b", "c"), 5))
        .containsExactly("a\n", "long line\n", "b\nc\n");
    assertThat(packets(List.of("a", "b"), 1)).containsExactly("a\n", "b\n");
  }

  @Test
  void sizesAreBytesNotCharacters() {
    assertThat(packets(List.of("ä", "ö"), 5)).containsExactly("ä\n", "ö\n");
    assertThat(packets(List.of("ä", "ö"), 6)).containsExactly("ä\nö\n");
  }

  @Test
  void nothingIsNoPacket() {
    assertThat(packets(List.of(), 508)).isEmpty();
  }

  private static List<String> packets(List<String> lines, int bytesMax) {
    return StatsdPackets.of(lines, bytesMax).stream()
        .map(packet -> new String(packet, UTF_8))
        .toList();
  }
}
