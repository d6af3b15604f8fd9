package io.herald.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of the file, and who is found by what. */
class CallerListTest {
  private static final String TOKEN = "herald_5eCret";
  private static final String HASH = BearerToken.hashText(TOKEN);

  @Test
  void aTokenIsFoundByItsHash() throws CallerFileException {
    CallerList list = list("# ours", "", "  orders-app   " + HASH + " publish");

    assertThat(list.ofToken(TOKEN)).map(Caller::name).contains("orders-app");
    assertThat(list.ofToken(TOKEN + "x")).isEmpty();
    assertThat(list.ofToken("")).isEmpty();
    assertThat(list.ofToken(HASH)).isEmpty();
  }

  @Test
  void theHashIsThatOfSha256sum() {
    assertThat(BearerToken.hashText("abc"))
        .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void tokensAreLongAndNeverTheSame() {
    assertThat(BearerToken.random())
        .matches("herald_[\\w-]{43}")
        .isNotEqualTo(BearerToken.random());
  }

  @Test
  void administratorsMayAllAndPublishersReadNothing() throws CallerFileException {
    Caller publisher = caller("p " + HASH + " publish");
    Caller both = caller("b " + HASH + " Read,publish");
    Caller admin = caller("a " + HASH + " admin");

    assertThat(publisher.may(Role.PUBLISH)).isTrue();
    assertThat(publisher.may(Role.READ)).isFalse();
    assertThat(both.may(Role.READ)).isTrue();
    assertThat(both.may(Role.ADMIN)).isFalse();
    for (Role role : Role.values()) {
      assertThat(admin.may(role)).isTrue();
    }
  }

  @Test
  void anExpressionMustMatchTheWholeTopic() throws CallerFileException {
    Caller limited = caller("l " + HASH + " publish orders billing[.].+");

    assertThat(limited.isLimited()).isTrue();
    assertThat(limited.mayUse("orders")).isTrue();
    assertThat(limited.mayUse("billing.eu")).isTrue();
    assertThat(limited.mayUse("orders-secret")).isFalse();
    assertThat(limited.mayUse("orders#ephemeral")).isFalse();
    assertThat(limited.mayUse("billing")).isFalse();
    assertThat(caller("u " + HASH + " publish").mayUse("anything")).isTrue();
  }

  @Test
  void anExpressionThatBacktrackersDieOfIsHarmless() throws CallerFileException {
    Caller limited = caller("l " + HASH + " publish (a+)+b");

    assertThat(limited.mayUse("a".repeat(60))).isFalse();
  }

  @Test
  void subjectsAreFoundByCommonOrWholeName() throws CallerFileException {
    CallerList list =
        list("app cn:orders-app publish", "\"ops\" \"dn:cn=Ops Team, o=Acme Inc\" admin");

    assertThat(list.ofSubject(new X500Principal("CN=orders-app,OU=x,O=Other")))
        .map(Caller::name)
        .contains("app");
    assertThat(list.ofSubject(new X500Principal("CN=Ops Team,O=Acme Inc")))
        .map(Caller::name)
        .contains("ops");
    assertThat(list.ofSubject(new X500Principal("CN=Ops Team,O=Evil Inc"))).isEmpty();
    assertThat(list.ofSubject(new X500Principal("O=orders-app"))).isEmpty();
    assertThat(list.ofSubject(new X500Principal("O=\"x,CN=orders-app\",CN=other"))).isEmpty();
  }

  @Test
  void theLastOfSeveralCommonNamesCounts() throws CallerFileException {
    // RFC 2253 writes the last part of the certificate first.
    CallerList list = list("app cn:inner publish");

    assertThat(list.ofSubject(new X500Principal("CN=inner,CN=outer,O=Acme"))).isPresent();
    assertThat(list.ofSubject(new X500Principal("CN=outer,CN=inner,O=Acme"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a HASH|needs a name, a credential and roles",
        "a b/c HASH|second field must begin with sha256:, cn: or dn:",
        "a! HASH read|the name may have",
        "a HASH write|roles must be publish, read, admin",
        "a HASH read,|roles must be publish, read, admin",
        "a HASH read x(|not a regular expression: x(",
        "a HASHff read|64 hex digits",
        "a sha256:zz read|64 hex digits",
        "a cn: read|the subject is empty",
        "a dn:no-name read|not a distinguished name",
        "a HASH \"read|a double quote that belongs to no other",
        "a HASH re\"ad\"|a double quote that belongs to no other"
      })
  void aWrongLineIsNamedWithItsNumber(String line, String problem) {
    assertThatThrownBy(() -> list("# first", line.replace("HASH", HASH)))
        .isInstanceOf(CallerFileException.class)
        .hasMessageStartingWith("line 2: ")
        .hasMessageContaining(problem);
  }

  @Test
  void aTokenInPlaceOfItsHashIsNotToldToTheLog() {
    for (String line : List.of("app TOKEN publish", "app sha256:TOKEN publish")) {
      assertThatThrownBy(() -> list(line.replace("TOKEN", TOKEN)))
          .isInstanceOf(CallerFileException.class)
          .hasMessageNotContaining(TOKEN);
    }
  }

  @Test
  void oneTokenBelongsToOneLine() {
    assertThatThrownBy(() -> list("a " + HASH + " read", "b " + HASH + " admin"))
        .hasMessage("line 2: an earlier line has the same token or subject");
  }

  @Test
  void aNameMayHaveSeveralTokensWhileOneReplacesTheOther() throws CallerFileException {
    CallerList list = list("a " + HASH + " read", "a " + BearerToken.hashText("new") + " read");

    assertThat(list.ofToken("new")).map(Caller::name).contains("a");
    assertThat(list.ofToken(TOKEN)).map(Caller::name).contains("a");
  }

  private static CallerList list(String... lines) throws CallerFileException {
    return CallerList.parse(List.of(lines));
  }

  private static Caller caller(String line) throws CallerFileException {
    return list(line).ofToken(TOKEN).orElseThrow();
  }
}
