package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald topic}: looks at topics and changes them, through a node's HTTP. */
@Command(
    name = "topic",
    description = "Look at topics and change them: list, create, describe, ...")
public final class TopicCommand implements Runnable {
  private static final int PARTITIONS_MAX = 1024;

  private final PrintStream out;
  private final Confirmation confirmation;

  @Spec private CommandSpec spec;

  /** Prints there what nodes answer, and asks there before anything is destroyed. */
  public TopicCommand(PrintStream out, Confirmation confirmation) {
    this.out = out;
    this.confirmation = confirmation;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "list", description = "List the topics that the node has.")
  void list(@Mixin NodeOptions node) throws NodeException, InterruptedException {
    List<String> topics = new NodeStats(node.client()).topics();
    node.printNames(out, "topics", topics);
  }

  @Command(name = "create", description = "Create a topic unless it exists.")
  void create(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Option(
              names = "--partitions",
              paramLabel = "N",
              defaultValue = "0",
              description =
                  "How many partitions it gets, 1 to 1024; without it, what the node has as"
                      + " --default-partitions.")
          int partitions,
      @Option(
              names = "--ordered",
              description =
                  "Each partition delivers strictly in order, one message at a time per channel.")
          boolean ordered)
      throws NodeException, InterruptedException {
    Subject subject = Subject.topic(spec, topic);
    if (partitions < 0 || partitions > PARTITIONS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--partitions=" + partitions + ": must be 1 to " + PARTITIONS_MAX);
    }
    RequestTarget target = subject.at("/topic/create");
    if (partitions > 0) {
      target = target.with("partition_num", Integer.toString(partitions));
    }
    if (ordered) {
      target = target.with("ordered", "true");
    }
    node.client().post(target);
    out.println(subject.done("created", node.isJson()));
  }

  @Command(
      name = "expand",
      description = "Give a topic more partitions; messages with a key may go to another one then.")
  void expand(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Option(
              names = "--partitions",
              paramLabel = "N",
              required = true,
              description = "How many it has then: not fewer than it has, at most 1024.")
          int partitions)
      throws NodeException, InterruptedException {
    Subject subject = Subject.topic(spec, topic);
    node.client()
        .post(
            subject
                .at("/topic/partition/expand")
                .with("partition_num", Integer.toString(partitions)));
    out.println(subject.done("expanded", node.isJson()));
  }

  @Command(
      name = "describe",
      description = "Show what a topic has stored, and how far its channels are behind.")
  void describe(@Mixin NodeOptions node, @Parameters(paramLabel = "TOPIC") String topic)
      throws NodeException, InterruptedException {
    JsonNode described = node.client().get(Subject.topic(spec, topic).at("/topic/describe"));
    node.print(out, described, DescriptionTables::lines);
  }

  @Command(name = "config", description = "Show or change what is set for a topic.")
  void config(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(
              arity = "0..*",
              index = "1..*",
              paramLabel = "NAME=VALUE",
              description = ConfigTable.CHANGES)
          List<String> changes)
      throws NodeException, InterruptedException {
    RequestTarget target = Subject.topic(spec, topic).at("/topic/config");
    node.print(out, ConfigTable.ask(node.client(), target, changes, spec), ConfigTable::lines);
  }

  @Command(name = "pause", description = "Hold a topic's messages back from its channels.")
  void pause(@Mixin NodeOptions node, @Parameters(paramLabel = "TOPIC") String topic)
      throws NodeException, InterruptedException {
    act(node, topic, "/topic/pause", "paused");
  }

  @Command(name = "unpause", description = "Let a paused topic's messages go.")
  void unpause(@Mixin NodeOptions node, @Parameters(paramLabel = "TOPIC") String topic)
      throws NodeException, InterruptedException {
    act(node, topic, "/topic/unpause", "unpaused");
  }

  @Command(
      name = "empty",
      description = "Drop a topic's waiting messages, and those of all its channels.")
  void empty(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Mixin ConsentOption consent)
      throws NodeException, InterruptedException {
    confirmation.demand(spec, consent.isGiven(), "empty", Subject.topic(spec, topic));
    act(node, topic, "/topic/empty", "emptied");
  }

  @Command(name = "delete", description = "Delete a topic with its channels and messages.")
  void delete(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Mixin ConsentOption consent)
      throws NodeException, InterruptedException {
    confirmation.demand(spec, consent.isGiven(), "delete", Subject.topic(spec, topic));
    act(node, topic, "/topic/delete", "deleted");
  }

  private void act(NodeOptions node, String topic, String path, String deed)
      throws NodeException, InterruptedException {
    Subject subject = Subject.topic(spec, topic);
    node.client().post(subject.at(path));
    out.println(subject.done(deed, node.isJson()));
  }
}
