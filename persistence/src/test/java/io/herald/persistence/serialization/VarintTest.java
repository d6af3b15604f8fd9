package io.herald.persistence.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VarintTest {
  private static final long[] EDGES = {
    0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE
  };

  private static VarintReader reader(String hex) {
    return new VarintReader(HexFormat.of().parseHex(hex));
  }

  @Test
  void everyNumberAndTextComesBack() {
    VarintWriter out = new VarintWriter();
    Random random = new Random(1);
    String text = "name-\u00e4\u20ac".repeat(40);
    for (long edge : EDGES) {
      out.unsigned(edge);
      out.signed(edge);
      out.signed(-edge - 1);
      out.text(text.substring(0, random.nextInt(text.length())));
    }
    VarintReader in = new VarintReader(out.toByteArray());
    random.setSeed(1);
    for (long edge : EDGES) {
      assertThat(in.unsigned()).isEqualTo(edge);
      assertThat(in.signed()).isEqualTo(edge);
      assertThat(in.signed()).isEqualTo(-edge - 1);
      assertThat(in.text()).isEqualTo(text.substring(0, random.nextInt(text.length())));
    }
    in.expectEnd();
  }

  @Test
  void smallNumbersAreOneByte() {
    VarintWriter out = new VarintWriter();
    out.unsigned(127);
    out.signed(-1);
    out.unsigned(128);
    assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("7f018001");
  }

  @Test
  void whatNoWriterWroteIsRefused() {
    assertThatThrownBy(() -> new VarintWriter().unsigned(-1))
        .isInstanceOf(IllegalArgumentException.class);
    for (Runnable broken :
        new Runnable[] {
          () -> reader("").unsigned(),
          () -> reader("80").unsigned(),
          () -> reader("80808080808080808080").unsigned(),
          () -> reader("ffffffffffffffffff01").unsigned(),
          () -> reader("0361").text(),
          () -> reader("ffffffffffffffff7f").text(),
          () -> reader("020000").count(2),
          () -> reader("00").expectEnd(),
        }) {
      assertThatThrownBy(broken::run).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(reader("0100").count(1)).isEqualTo(1);
  }
}
