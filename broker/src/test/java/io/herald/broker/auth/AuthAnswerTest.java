package io.herald.broker.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An auth server's JSON: what is read of it, and what makes it invalid. */
class AuthAnswerTest {
  private static AuthGrant parse(String json) throws AuthFailure {
    return AuthAnswer.parse(json.getBytes(UTF_8));
  }

  private static AuthGrant withTopic(String regex) throws AuthFailure {
    return parse(
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\""
            + regex.replace("\\", "\\\\")
            + "\",\"channels\":[\".*\"],\"permissions\":[\"publish\"]}]}");
  }

  @Test
  void everyFieldIsReadAndTheCaseOfKeysDoesNotMatter() throws AuthFailure {
    AuthGrant grant =
        parse(
            """
            {"TTL": 3600, "identity": "ann", "Identity_URL": "http://ann", "unheard": [1],
             "authorizations": [
               {"Topic": "^a$", "channels": [".*"], "PERMISSIONS": ["publish"], "more": {}},
               {"topic": "^b$", "channels": [".*"], "permissions": ["subscribe", "publish"]}]}
            """);
    assertThat(grant.ttl()).isEqualTo(Duration.ofHours(1));
    assertThat(grant.identity()).isEqualTo("ann");
    assertThat(grant.identityUrl()).isEqualTo("http://ann");
    assertThat(grant.permissionCount()).isEqualTo(2);
    assertThat(grant.allowsPublish("a")).isTrue();
    assertThat(grant.allowsSubscribe("b", "c")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ttl\":1}",
        "{\"ttl\":1,\"authorizations\":null,\"identity\":null,\"identity_url\":null}",
        "{\"ttl\":1,\"authorizations\":[]}"
      })
  void anAnswerWithoutAuthorizationsAllowsNothing(String json) throws AuthFailure {
    AuthGrant grant = parse(json);
    assertThat(grant.identity()).isEmpty();
    assertThat(grant.identityUrl()).isEmpty();
    assertThat(grant.permissionCount()).isZero();
    assertThat(grant.allowsPublish("a")).isFalse();
    assertThat(grant.allowsSubscribe("a", "c")).isFalse();
  }

  @Test
  void anEntryWithoutChannelsOrPermissionsCountsAndAllowsNothing() throws AuthFailure {
    AuthGrant grant =
        parse(
            "{\"ttl\":1,\"authorizations\":[{\"topic\":\"\",\"permissions\":[\"publish\"]},"
                + "{\"topic\":\"\",\"channels\":[\"\"],\"permissions\":null}]}");
    assertThat(grant.permissionCount()).isEqualTo(2);
    assertThat(grant.allowsPublish("a")).isFalse();
  }

  @Test
  void aTtlBeyondAYearIsAYear() throws AuthFailure {
    assertThat(parse("{\"ttl\":9223372036854775807}").ttl()).isEqualTo(Duration.ofDays(365));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "\"ttl\"",
        "x",
        "{",
        "{\"ttl\":1} {}",
        "{}",
        "{\"ttl\":0}",
        "{\"ttl\":-1}",
        "{\"ttl\":null}",
        "{\"ttl\":\"1\"}",
        "{\"ttl\":1.5}",
        "{\"ttl\":1e3}",
        "{\"ttl\":true}",
        "{\"ttl\":[1]}",
        "{\"ttl\":9223372036854775808}",
        "{\"ttl\":1,\"identity\":7}",
        "{\"ttl\":1,\"identity\":[\"a\"]}",
        "{\"ttl\":1,\"identity_url\":true}",
        "{\"ttl\":1,\"authorizations\":{}}",
        "{\"ttl\":1,\"authorizations\":\"\"}",
        "{\"ttl\":1,\"authorizations\":[7]}",
        "{\"ttl\":1,\"authorizations\":[null]}",
        "{\"ttl\":1,\"authorizations\":[\"\"]}",
        "{\"ttl\":1,\"authorizations\":[{\"channels\":[\"\"],\"permissions\":[\"publish\"]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":null}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":7}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"channels\":\"c\"}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"channels\":[null]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"channels\":[7]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"channels\":[true]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"channels\":[[\"c\"]]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"permissions\":\"publish\"}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"permissions\":[null]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"permissions\":[\"PUBLISH\"]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"permissions\":[\"admin\"]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"(\"}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"a\",\"channels\":[\"a\",\"[\"]}]}",
        "{\"ttl\":1,\"authorizations\":[{\"topic\":\"(?=a)\"}]}" // Java has it, Go does not
      })
  void anAnswerThatIsNotAnAuthServersIsInvalid(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(AuthFailure.class)
        .hasMessageStartingWith("answered with ")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(a{1000})\\Q\\E{1000}",
        "(a{1000})(?i){1000}",
        "(a?){1000}(b?){1000}",
        "(a{1000}){99999999999999999999}"
      })
  void repetitionsThatMultiplyAreRefusedBeforeTheyAreCompiled(String regex) {
    assertThatThrownBy(() -> withTopic(regex))
        .isInstanceOf(AuthFailure.class)
        .hasMessage("answered with regexes that are too large");
  }

  @Test
  void regexesHaveALength() throws AuthFailure {
    String longest = "a|b".repeat(RegexSet.OPERATORS_MAX);
    assertThat(withTopic(longest).allowsPublish("xbax")).isTrue();
    assertThat(withTopic("x".repeat(RegexSet.LENGTH_MAX)).allowsPublish("x")).isFalse();
    for (String tooLarge :
        new String[] {
          longest + "|c",
          "x".repeat(RegexSet.LENGTH_MAX + 1),
          "(".repeat(RegexSet.GROUPS_MAX + 1) + ")".repeat(RegexSet.GROUPS_MAX + 1)
        }) {
      assertThatThrownBy(() -> withTopic(tooLarge))
          .hasMessage("answered with regexes that are too large");
    }
  }

  /** As deep as matching recurses: it must not end the thread that decides. */
  @ParameterizedTest
  @ValueSource(strings = {"a?", "a*", "(a?)", "(|a)", "(a*|b*)", "(a?){2}", "a{0,9}"})
  void theLargestRegexesCanBeMatched(String part) throws AuthFailure {
    int most = 1;
    int tooMany = 10_000;
    while (tooMany - most > 1) {
      int middle = (most + tooMany) / 2;
      if (isAccepted(part.repeat(middle))) {
        most = middle;
      } else {
        tooMany = middle;
      }
    }
    assertThat(most).isBetween(2, 9_998);
    assertThat(withTopic(part.repeat(most)).allowsPublish("a".repeat(64))).isTrue();
    assertThat(withTopic(part.repeat(most - 1) + "$").allowsPublish("a".repeat(64))).isTrue();
  }

  private static boolean isAccepted(String regex) {
    try {
      withTopic(regex);
      return true;
    } catch (AuthFailure tooLarge) {
      return false;
    }
  }

  @Test
  void allRegexesOfAnAnswerHaveOneLimitAndTheSameOneCountsOnce() throws AuthFailure {
    StringBuilder different = new StringBuilder("{\"ttl\":1,\"authorizations\":[");
    StringBuilder same = new StringBuilder(different);
    for (int n = 0; n < 20_000; n++) {
      different.append(n == 0 ? "" : ",").append("{\"topic\":\"^t").append(n).append("$\"}");
      same.append(n == 0 ? "" : ",").append("{\"topic\":\"^t$\",\"channels\":[\".*\"]}");
    }
    assertThat(parse(same.append("]}").toString()).permissionCount()).isEqualTo(20_000);
    assertThatThrownBy(() -> parse(different.append("]}").toString()))
        .hasMessage("answered with regexes that are too large");
  }
}
