package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EscapedNameTest {
  @Test
  void ordinaryNamesStayReadable() {
    assertThat(EscapedName.of("segment|orders.v2|0|17")).isEqualTo("segment|orders.v2|0|17");
    assertThat(EscapedName.of("Topic|a#ephemeral")).isEqualTo("+topic|a#ephemeral");
  }

  @Test
  void dangerousNamesAreDefused() {
    assertThat(EscapedName.of(".")).isEqualTo("%2E");
    assertThat(EscapedName.of("..")).isEqualTo("%2E.");
    assertThat(EscapedName.of("")).isEqualTo("%");
    assertThat(EscapedName.of("a/b\0c")).isEqualTo("a%2Fb%00c");
    assertThat(EscapedName.of("a+%~")).isEqualTo("a%2B%25%7E");
  }

  @Test
  void everyStringComesBackAndNoTwoShareAName() {
    var random = new Random(42);
    var names = new HashSet<String>();
    Set<String> ids =
        new HashSet<>(List.of("", ".", "..", "a", "A", "%", "+a", "\ud800", "\u00fc"));
    for (int i = 0; i < 20_000; i++) {
      var id = new StringBuilder();
      int length = random.nextInt(12);
      for (int j = 0; j < length; j++) {
        int kind = random.nextInt(4);
        id.append((char) (kind == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
      }
      ids.add(id.toString());
    }
    for (String id : ids) {
      String name = EscapedName.of(id);
      assertThat(name).matches("[a-z0-9_#|%+.u\\-A-F]+").isNotIn(".", "..");
      assertThat(EscapedName.unescape(name)).contains(id);
      assertThat(names.add(name.toLowerCase(Locale.ROOT))).as(id).isTrue();
    }
  }

  @Test
  void longNamesFitTheFileSystem() {
    String id = "x".repeat(150) + "Y".repeat(100);
    assertThat(EscapedName.of(id)).hasSizeLessThan(EscapedName.NAME_CHARS_MAX).startsWith("~xxx");
    assertThat(EscapedName.of(id)).isNotEqualTo(EscapedName.of(id + "z"));
  }

  @Test
  void namesThatAreNotOursAreNoPersistenceIds() {
    assertThat(EscapedName.unescape("Upper")).isEmpty();
    assertThat(EscapedName.unescape("%6")).isEmpty();
    assertThat(EscapedName.unescape("%61")).isEmpty();
    assertThat(EscapedName.unescape("a b")).isEmpty();
  }
}
