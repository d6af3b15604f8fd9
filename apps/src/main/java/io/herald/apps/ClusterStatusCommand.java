package io.herald.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code herald cluster status}: what {@code GET /cluster} of a node says, as a table. */
@Command(name = "status", description = "Show the nodes of a cluster, as one of them sees it.")
final class ClusterStatusCommand implements Callable<Integer> {
  private static final int SHOWN = 0;
  private static final int FAILED = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final List<String> HEADER =
      List.of(
          "NAME",
          "ADDRESS",
          "STATUS",
          "REACHABLE",
          "ROLES",
          "PARTITIONS",
          "LOAD",
          "TCP",
          "HTTP",
          "LOOKUP");

  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec;

  @Option(
      names = "--lookup-http-address",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:4161",
      description = "The node to ask. [127.0.0.1:4161]")
  private String address;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the token of an HTTP caller, where nodes ask for one.")
  private Path tokenFile;

  @Option(names = "--json", description = "Print the answer as it came.")
  private boolean json;

  ClusterStatusCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    Endpoint node = node();
    try {
      HttpResponse<byte[]> response = ask(node);
      if (response.statusCode() != 200) {
        return fail(node, "answers " + response.statusCode() + " to GET /cluster");
      }
      JsonNode cluster = new ObjectMapper().readTree(response.body());
      if (json) {
        out.println(cluster);
      } else {
        show(cluster);
      }
      return SHOWN;
    } catch (ConnectException nobody) {
      return fail(node, "does not answer");
    } catch (IOException failure) {
      return fail(node, "does not answer as a Herald node (" + failure + ")");
    }
  }

  private Endpoint node() {
    try {
      return Endpoint.parse(address);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          spec.commandLine(), "--lookup-http-address=" + address + ": must be host:port", wrong);
    }
  }

  private HttpResponse<byte[]> ask(Endpoint node) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + node + "/cluster")).timeout(PATIENCE);
    if (tokenFile != null) {
      String token = Files.readString(tokenFile).strip();
      request.header("Authorization", "Bearer " + token);
    }
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(PATIENCE)
        .build()
        .send(request.build(), BodyHandlers.ofByteArray());
  }

  private void show(JsonNode cluster) {
    out.println("cluster " + text(cluster, "cluster") + ", led by " + text(cluster, "leader"));
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    cluster.path("members").forEach(member -> rows.add(row(member)));
    TextTable.lines(rows).forEach(out::println);
  }

  private static List<String> row(JsonNode member) {
    return List.of(
        text(member, "name"),
        text(member, "address"),
        text(member, "status"),
        member.path("reachable").asBoolean() ? "yes" : "no",
        String.join(
            ",",
            StreamSupport.stream(member.path("roles").spliterator(), false)
                .map(JsonNode::asText)
                .toList()),
        count(member, "partitions"),
        count(member, "load"),
        text(member, "tcp_address"),
        text(member, "http_address"),
        text(member, "lookup_http_address"));
  }

  /** A dash as long as the node has not said it. */
  private static String count(JsonNode member, String field) {
    long count = member.path(field).asLong(-1);
    return count < 0 ? "-" : Long.toString(count);
  }

  private static String text(JsonNode object, String field) {
    String text = object.path(field).asText();
    return text.isEmpty() ? "-" : text;
  }

  private int fail(Endpoint node, String problem) {
    err.println("herald: " + node + " " + problem);
    return FAILED;
  }
}
