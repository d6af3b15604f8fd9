package io.herald.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import io.herald.config.Endpoint;
import io.herald.config.SettingsLoader;
import io.herald.http.access.BearerToken;
import io.herald.http.access.CallerFile;
import io.herald.http.access.CallerFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP addresses of a whole node, with TLS and authorities. */
class NodeHttpTest {
  private final TestCertificates authority = TestCertificates.create("Test CA");
  @TempDir private Path directory;
  private Path callers;

  @BeforeEach
  void writeCertificates() {
    callers = directory.resolve("callers");
    authority.writeCa(directory.resolve("ca.pem"));
    authority.issue("localhost", KeyKind.EC_P256).writeTo(directory);
  }

  @Test
  void tokensAndTlsProtectAllAddresses() throws Exception {
    String token = BearerToken.random();
    write(CallerFile.line("ops", BearerToken.hashText(token), "admin", List.of()));
    RunningNode node = start("--tls-required", "--http-auth=token");
    try {
      HttpClient client = client(authority.clientContext());
      Endpoint https = node.https().orElseThrow();

      HttpResponse<String> plain = get(client, "http", node.http(), "/ping", "");
      assertThat(plain.statusCode()).isEqualTo(403);
      assertThat(plain.body())
          .isEqualTo("{\"message\": \"TLS_REQUIRED\", \"https_port\": " + https.port() + "}");
      assertThat(get(client, "https", https, "/info", "").statusCode()).isEqualTo(401);
      assertThat(post(client, https, "/pub?topic=t", token).body()).isEqualTo("OK");
      assertThat(get(client, "https", https, "/stats?format=json", token).body())
          .contains("\"topic_name\":\"t\"")
          .contains("\"connections\":{\"open\":");
      assertThat(get(client, "https", node.lookupHttp(), "/lookup?topic=t", "").statusCode())
          .isEqualTo(401);
      assertThat(get(client, "https", node.lookupHttp(), "/lookup?topic=t", token).body())
          .contains("\"producers\":[{");
      assertThat(node.warnings()).isEmpty();

      Path tokenFile = Files.writeString(directory.resolve("token"), token + "\n");
      String authorities = "--tls-root-ca-file=" + directory.resolve("ca.pem");
      String[] list = {"topic", "list", "--http=" + https};
      assertThat(herald(list, authorities, "--token-file=" + tokenFile)).isEqualTo("0: t\n");
      assertThat(herald(list, authorities, "--token=" + token)).isEqualTo("0: t\n");
      assertThat(herald(list, authorities))
          .isEqualTo("1: herald: " + https + " answers 401 to /stats: UNAUTHORIZED\n");
      assertThat(herald(list, "--tls")).startsWith("1: herald: " + https + ": no TLS with it: ");
      assertThat(herald(new String[] {"topic", "list", "--http=" + node.http()}))
          .isEqualTo(
              "1: herald: %s answers 403 to /stats: TLS_REQUIRED (it speaks HTTPS at port %d)\n"
                  .formatted(node.http(), https.port()));
    } finally {
      node.stop().run();
    }
  }

  @Test
  void certificatesAreAskedForAtLookupToo() throws Exception {
    write("ops cn:ops read");
    RunningNode node =
        start(
            "--tls-client-auth-policy=require-verify",
            "--tls-root-ca-file=" + directory.resolve("ca.pem"),
            "--http-auth=certificate");
    try {
      TestIdentity ops = authority.issue("ops", KeyKind.EC_P256);
      HttpClient client = client(authority.clientContext(ops));

      assertThat(get(client, "https", node.lookupHttp(), "/topics", "").body())
          .isEqualTo("{\"topics\":[]}");
      assertThat(post(client, node.lookupHttp(), "/topic/create?topic=t", "").statusCode())
          .isEqualTo(403);
      assertThat(get(client, "http", node.http(), "/ping", "").body()).contains("TLS_REQUIRED");

      Path files = Files.createDirectories(directory.resolve("ops"));
      ops.writeTo(files);
      assertThat(
              herald(
                  new String[] {"cluster", "status", "--lookup-http-address=" + node.lookupHttp()},
                  "--tls-root-ca-file=" + directory.resolve("ca.pem"),
                  "--tls-cert=" + files.resolve("cert.pem"),
                  "--tls-key=" + files.resolve("key.pem")))
          .startsWith("0: cluster herald, led by ");
    } finally {
      node.stop().run();
    }
  }

  @Test
  void aBrokenFileOfCallersLeavesTheDataDirectoryAlone() throws IOException {
    write("broken");

    assertThatThrownBy(() -> start("--http-auth=token"))
        .isInstanceOf(CallerFileException.class)
        .hasMessageContaining("callers line 1: ");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  private void write(String line) throws IOException {
    Files.writeString(callers, line + "\n");
  }

  private RunningNode start(String... flags) throws Exception {
    Stream<String> addresses =
        Stream.of("tcp", "http", "https", "lookup-tcp", "lookup-http")
            .map(server -> "--" + server + "-address=127.0.0.1:0");
    Stream<String> common =
        Stream.of(
            "--data-path=" + directory.resolve("data"),
            "--tls-cert=" + directory.resolve("cert.pem"),
            "--tls-key=" + directory.resolve("key.pem"),
            "--http-auth-file=" + callers);
    List<String> all =
        Stream.of(addresses, common, Stream.of(flags)).flatMap(some -> some).toList();
    return Node.start(SettingsLoader.load(all, Map.of()));
  }

  /** How a command ends, and what it prints. */
  private static String herald(String[] command, String... options) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(printed, true, UTF_8);
    String[] all = Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new);
    int code =
        HeraldCommand.run(
            settings -> {
              throw new AssertionError("starts nothing");
            },
            both,
            both,
            all);
    return code + ": " + printed.toString(UTF_8);
  }

  private static HttpClient client(SSLContext context) {
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> get(
      HttpClient client, String scheme, Endpoint address, String target, String token)
      throws Exception {
    return client.send(
        request(scheme, address, target, token).GET().build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(
      HttpClient client, Endpoint address, String target, String token) throws Exception {
    return client.send(
        request("https", address, target, token).POST(BodyPublishers.ofString("x")).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(
      String scheme, Endpoint address, String target, String token) {
    return HttpRequest.newBuilder(URI.create(scheme + "://" + address + target))
        .header("Authorization", "Bearer " + token);
  }
}
