package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald redrive}: sends dead letters back to the channel in which they died. */
@Command(
    name = "redrive",
    description = {
      "Send messages back that a channel has delivered too often: from its dead-letter topic to the"
          + " end of its topic, for this channel only, attempts beginning at 1."
    })
public final class RedriveCommand implements Callable<Integer> {
  /** As many as a node sends back for one request. */
  private static final int ROUND_MAX = 1000;

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TOPIC")
  private String topic;

  @Parameters(index = "1", paramLabel = "CHANNEL")
  private String channel;

  @Mixin private NodeOptions node;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many. [all]")
  private Long limit;

  @Option(
      names = "--contains",
      paramLabel = "TEXT",
      description = "Only messages with this text in their bodies.")
  private String contains;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Only the message that had this id, or the dead letter that has it.")
  private String id;

  @Option(names = "--dry-run", description = "Only say how many that would be.")
  private boolean dryRun;

  /** Prints there what was done. */
  public RedriveCommand(PrintStream out) {
    this.out = out;
  }

  /** Asks for one round after the other until nothing is left to send back. */
  @Override
  public Integer call() throws NodeException, InterruptedException {
    if (limit != null && limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit=" + limit + ": must be 1 or more");
    }
    long wanted = limit == null ? Long.MAX_VALUE : limit;
    long redriven = 0;
    JsonNode answer;
    do {
      answer = node.client().change(round(wanted - redriven));
      redriven += answer.path("redriven").asLong();
    } while (answer.path("more").asBoolean() && redriven < wanted && !dryRun);
    print(answer, redriven);
    return 0;
  }

  /** A dry run sends nothing back, so it would find the same again: it is one round. */
  private RequestTarget round(long wanted) {
    long most = Math.min(wanted, dryRun ? 10 * ROUND_MAX : ROUND_MAX);
    RequestTarget target =
        Subject.channel(spec, topic, channel)
            .at("/channel/redrive")
            .with("limit", Long.toString(most))
            .with("dry_run", Boolean.toString(dryRun));
    if (contains != null) {
      target = target.with("contains", contains);
    }
    return id == null ? target : target.with("id", id);
  }

  private void print(JsonNode last, long redriven) {
    if (node.isJson()) {
      ObjectNode whole = new ObjectMapper().createObjectNode();
      whole.setAll((ObjectNode) last);
      out.println(whole.put("redriven", redriven));
      return;
    }
    out.printf(
        "%s %d%s messages from %s to %s/%s%n",
        dryRun ? "would send back" : "sent back",
        redriven,
        dryRun && last.path("more").asBoolean() ? " or more" : "",
        last.path("dead_letter_topic").asText(),
        topic,
        channel);
    if (last.path("left").asLong() > 0) {
      out.printf("%d others were looked at and left%n", last.path("left").asLong());
    }
  }
}
