package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.config.LogLevel;
import io.herald.http.HttpProbe.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every route of both sites, and who may use it. */
class AccessMatrixTest {
  private static final String MATRIX = "/access-matrix.csv";
  private static final Set<String> PROBES = Set.of("/ping", "/ready", "/alive");

  private static Callers callers;
  private static TestNode nsqd;
  private static TestLookup nsqlookupd;

  @BeforeAll
  static void start(@TempDir Path directory) {
    callers =
        new Callers(directory)
            .token("publisher", "publish")
            .token("reader", "read")
            .token("admin", "admin")
            .token("limited", "publish,read,admin", "own")
            .write();
    nsqd = TestNode.start(callers.flags());
    nsqlookupd = TestLookup.start(callers.flags());
  }

  @AfterAll
  static void stop() {
    nsqd.close();
    nsqlookupd.close();
    LogLevels.set(LogLevel.INFO);
  }

  /**
   * Columns: site, method, target; what a publisher, a reader and an administrator of everything
   * get; and what somebody with all roles gets whose only topic is {@code own}, if he asks for that
   * one, for another, or names none.
   */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvFileSource(resources = MATRIX, delimiter = '|')
  void aRouteAsksForItsRole(
      String site,
      String method,
      String target,
      String publisher,
      String reader,
      String admin,
      String own,
      String other,
      String none) {
    String ownTopic = target.replace("TOPIC", "own");

    String unknown = PROBES.contains(target) ? "ok" : "401";
    assertThat(ask(site, method, ownTopic)).isEqualTo(unknown);
    assertThat(ask(site, method, ownTopic, callers.header("nobody"))).isEqualTo(unknown);
    assertThat(askAs("publisher", site, method, ownTopic)).as("publisher").isEqualTo(publisher);
    assertThat(askAs("reader", site, method, ownTopic)).as("reader").isEqualTo(reader);
    assertThat(askAs("admin", site, method, ownTopic)).as("admin").isEqualTo(admin);
    assertThat(askAs("limited", site, method, ownTopic)).as("own topic").isEqualTo(own);
    assertThat(askAs("limited", site, method, target.replace("TOPIC", "other")))
        .as("another topic")
        .isEqualTo(other);
    assertThat(
            askAs(
                "limited",
                site,
                method,
                target.replace("topic=TOPIC&", "").replaceAll("[?&]topic=TOPIC", "")))
        .as("no topic")
        .isEqualTo(none);
  }

  @Test
  void everyRouteIsInTheMatrix() throws IOException {
    assertThat(inMatrix("nsqd")).isEqualTo(routes(nsqd.routes.routes()));
    assertThat(inMatrix("nsqlookupd")).isEqualTo(routes(nsqlookupd.routes.routes()));
  }

  private static Set<String> routes(RouteTable table) {
    SortedMap<String, Access> all = table.accessByRoute();
    assertThat(all).doesNotContainValue(null).hasSizeGreaterThan(20);
    return new TreeSet<>(all.keySet());
  }

  private static Set<String> inMatrix(String site) throws IOException {
    try (InputStream in = AccessMatrixTest.class.getResourceAsStream(MATRIX)) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      Set<String> routes = new TreeSet<>();
      for (String line : lines) {
        String[] columns = line.split("\\|", -1);
        if (columns[0].equals(site)) {
          String path = columns[2].replaceAll("\\?.*", "");
          routes.add(columns[1] + " " + path.replaceAll("(/config/).*", "$1:"));
        }
      }
      return routes;
    }
  }

  private static String askAs(String name, String site, String method, String target) {
    return ask(site, method, target, callers.header(name));
  }

  private static String ask(String site, String method, String target, String... headers) {
    HttpProbe probe = site.equals("nsqd") ? nsqd.probe() : nsqlookupd.probe();
    byte[] body = method.equals("GET") ? new byte[0] : "info".getBytes(UTF_8);
    Reply reply = probe.send(method, target, body, headers);
    int code = reply.code();
    if (code == 401) {
      assertThat(reply.text()).isEqualTo("{\"message\":\"UNAUTHORIZED\"}");
      assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer realm=\"herald\"");
    }
    if (code == 403) {
      assertThat(reply.text()).isEqualTo("{\"message\":\"FORBIDDEN\"}");
    }
    return code == 401 || code == 403 ? Integer.toString(code) : "ok";
  }
}
