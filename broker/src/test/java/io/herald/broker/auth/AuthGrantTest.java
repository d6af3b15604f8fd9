package io.herald.broker.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an auth server's answer allows, as nsqd reads it. */
class AuthGrantTest {
  private static AuthGrant grant(String... entries) throws AuthFailure {
    String json = "{\"ttl\":1,\"authorizations\":[" + String.join(",", entries) + "]}";
    return AuthAnswer.parse(json.getBytes(UTF_8));
  }

  private static String entry(String topic, List<String> channels, List<String> permissions) {
    return "{\"topic\":\"%s\",\"channels\":%s,\"permissions\":%s}"
        .formatted(topic.replace("\\", "\\\\"), json(channels), json(permissions));
  }

  private static String json(List<String> texts) {
    return texts.stream()
        .map(text -> '"' + text.replace("\\", "\\\\") + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static List<String> split(String words) {
    return "none".equals(words) ? List.of() : List.of(words.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    // topic regex, channel regexes, permissions, topic, may publish, may subscribe to "ch"
    "^orders$,  .*,       publish subscribe, orders,     true,  true",
    "^orders$,  .*,       publish subscribe, old-orders, false, false",
    "orders,    .*,       publish subscribe, old-orders, true,  true", // not anchored
    "'',        '',       publish subscribe, anything,   true,  true",
    "^orders$,  .*,       publish,           orders,     true,  false",
    "^orders$,  .*,       subscribe,         orders,     false, true",
    "^orders$,  .*,       none,              orders,     false, false",
    "^orders$,  none,     publish subscribe, orders,     false, false",
    "^orders$,  ^ch$,     publish subscribe, orders,     false, true", // "" is no such channel
    "^orders$,  ^$,       publish subscribe, orders,     true,  false",
    "^orders$,  ^$ ^ch$,  publish subscribe, orders,     true,  true",
    "^orders$,  h,        publish subscribe, orders,     false, true",
    "^orders$,  ^other$,  subscribe,         orders,     false, false",
    "(?i)ORD,   .*,       publish,           orders,     true,  false",
    "^[a-z]+$,  .+,       publish subscribe, orders,     false, true",
    "orders#ephemeral$, .*, publish,         orders#ephemeral, true, false"
  })
  void anEntryAllowsWhatItsRegexesFind(
      String topicRegex,
      String channels,
      String permissions,
      String topic,
      boolean publishes,
      boolean subscribes)
      throws AuthFailure {
    AuthGrant grant = grant(entry(topicRegex, split(channels), split(permissions)));
    assertThat(grant.allowsPublish(topic)).isEqualTo(publishes);
    assertThat(grant.allowsSubscribe(topic, "ch")).isEqualTo(subscribes);
  }

  @Test
  void entriesDoNotMixWhatTheyAllow() throws AuthFailure {
    AuthGrant grant =
        grant(
            entry("^a$", List.of("^one$"), List.of("subscribe")),
            entry("^b$", List.of("^two$"), List.of("subscribe", "publish")),
            entry("^c$", List.of(".*"), List.of("publish")));
    assertThat(grant.permissionCount()).isEqualTo(3);
    assertThat(grant.allowsSubscribe("a", "one")).isTrue();
    assertThat(grant.allowsSubscribe("b", "two")).isTrue();
    assertThat(grant.allowsSubscribe("a", "two")).isFalse();
    assertThat(grant.allowsSubscribe("c", "one")).isFalse();
    assertThat(grant.allowsPublish("b")).isFalse();
    assertThat(grant.allowsPublish("c")).isTrue();
  }

  /** nsqd's rule, word for word: publishing is asked about as the channel "". */
  private record NaiveEntry(String topic, List<String> channels, List<String> permissions) {
    boolean allows(String topicName, String channelName) {
      String needed = channelName.isEmpty() ? "publish" : "subscribe";
      return permissions.contains(needed)
          && Pattern.compile(topic).matcher(topicName).find()
          && channels.stream().anyMatch(c -> Pattern.compile(c).matcher(channelName).find());
    }
  }

  @Test
  void aThousandRandomGrantsAllowWhatTheNaiveRuleAllows() throws AuthFailure {
    long seed = Long.getLong("herald.model.seed", new Random().nextLong());
    System.out.println("AuthGrantTest seed " + seed);
    Random random = new Random(seed);
    List<String> names = List.of("a", "b", "ab", "ba", "aab", "abb", "b-a", "a.b", "ab#ephemeral");
    int allowed = 0;
    for (int round = 0; round < 1000; round++) {
      List<NaiveEntry> naive = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        int from = random.nextInt(2);
        naive.add(
            new NaiveEntry(
                regex(random),
                random.ints(random.nextInt(3)).mapToObj(any -> regex(random)).toList(),
                List.of("publish", "subscribe").subList(from, from + random.nextInt(3 - from))));
      }
      AuthGrant grant =
          grant(
              naive.stream()
                  .map(e -> entry(e.topic(), e.channels(), e.permissions()))
                  .toArray(String[]::new));
      for (String topic : names) {
        boolean publishes = naive.stream().anyMatch(entry -> entry.allows(topic, ""));
        assertThat(grant.allowsPublish(topic)).as("%s %s", naive, topic).isEqualTo(publishes);
        allowed += publishes ? 1 : 0;
        for (String channel : names) {
          boolean subscribes = naive.stream().anyMatch(entry -> entry.allows(topic, channel));
          assertThat(grant.allowsSubscribe(topic, channel))
              .as("%s %s %s", naive, topic, channel)
              .isEqualTo(subscribes);
          allowed += subscribes ? 1 : 0;
        }
      }
    }
    assertThat(allowed).as("allowed at all").isGreaterThan(1000);
  }

  /** Of what Go's regexes and Java's mean the same by. */
  private static String regex(Random random) {
    List<String> parts = List.of("a", "b", "[ab]", "a?", "b*", ".", "(a|b)", "(ab)+", "\\.", "-");
    StringBuilder regex = new StringBuilder(random.nextBoolean() ? "^" : "");
    for (int n = random.nextInt(4); n > 0; n--) {
      regex.append(parts.get(random.nextInt(parts.size())));
    }
    return regex.append(random.nextBoolean() ? "$" : "").toString();
  }
}
