package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"topic=a a", "topic=a&topic=b a", "x&topic=a%23b a#b", "&&topic=%e2%82%ac €"})
  void theFirstValueCountsAndIsDecoded(String query, String topic) {
    assertThat(QueryParameters.parse(query).find("topic")).contains(topic);
  }

  @Test
  void aPlusIsASpaceAndAKeyAloneIsEmpty() {
    assertThat(QueryParameters.parse("topic=a+b").find("topic")).contains("a b");
    assertThat(QueryParameters.parse("topic").find("topic")).contains("");
    assertThat(QueryParameters.parse("").find("topic")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;b", "topic=%zz", "topic=%2", "%", "x=1&y=%4"})
  void aBadEscapeOrASemicolonSpoilsAll(String query) {
    assertThatThrownBy(() -> QueryParameters.parse(query))
        .isInstanceOf(HttpError.class)
        .hasMessage("INVALID_REQUEST");
  }

  @ParameterizedTest
  @CsvSource({
    "f=true, true",
    "f=1, true",
    "f=zzz, true",
    "f, true",
    "f=false, false",
    "f=0, false"
  })
  void aSwitchIsOffOnlyForFalseAndZero(String query, boolean on) {
    assertThat(QueryParameters.parse(query).flag("f", !on)).isEqualTo(on);
  }
}
