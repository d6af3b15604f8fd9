package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code herald cluster status}: what {@code GET /cluster} of a node says, as a table. */
@Command(name = "status", description = "Show the nodes of a cluster, as one of them sees it.")
public final class ClusterStatusCommand implements Callable<Integer> {
  private static final String ADDRESS = "--lookup-http-address";
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

  @Option(
      names = ADDRESS,
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:4161",
      description = "The node to ask, at its lookup HTTP port. [${DEFAULT-VALUE}]")
  private String address;

  @Mixin private CallerOptions caller;

  @Option(names = "--json", description = "Print the answer as it came.")
  private boolean json;

  /** Prints there. */
  public ClusterStatusCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws NodeException, InterruptedException {
    JsonNode cluster = caller.client(ADDRESS, address).get(RequestTarget.of("/cluster"));
    if (json) {
      out.println(cluster);
    } else {
      show(cluster);
    }
    return 0;
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
}
