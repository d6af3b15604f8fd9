package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald channel}: looks at channels and changes them, through a node's HTTP. */
@Command(
    name = "channel",
    description = "Look at channels and change them: list, create, describe, seek, ...")
public final class ChannelCommand implements Runnable {
  private static final String PLACES =
      "beginning, end, offset:N, timestamp:T (unix ms or RFC 3339) or id:ID.";

  private final PrintStream out;
  private final Confirmation confirmation;

  @Spec private CommandSpec spec;

  /** Prints there what nodes answer, and asks there before anything is destroyed. */
  public ChannelCommand(PrintStream out, Confirmation confirmation) {
    this.out = out;
    this.confirmation = confirmation;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "list", description = "List the channels of a topic.")
  void list(@Mixin NodeOptions node, @Parameters(paramLabel = "TOPIC") String topic)
      throws NodeException, InterruptedException {
    List<String> channels = new NodeStats(node.client()).channels(Subject.topic(spec, topic));
    node.printNames(out, "channels", channels);
  }

  @Command(
      name = "create",
      description = "Create a channel unless it exists, or a new one that begins in history.")
  void create(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel,
      @Option(
              names = "--from",
              paramLabel = "PLACE",
              description = "Where it begins: " + PLACES + " [with the next message]")
          String from)
      throws NodeException, InterruptedException {
    if (from == null) {
      act(node, topic, channel, "/channel/create", "created");
      return;
    }
    Subject subject = Subject.channel(spec, topic, channel);
    JsonNode created = node.client().change(subject.at("/channel/create").with("from", from));
    node.print(out, created, SeekTables::created);
  }

  @Command(name = "seek", description = "Move a channel back or forth in its topic's history.")
  void seek(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "PLACE",
              description = "Where it goes on: " + PLACES)
          String to,
      @Option(
              names = "--partition",
              paramLabel = "N",
              description = "Only in this partition. [in all of them]")
          Integer partition,
      @Option(names = "--dry-run", description = "Only say what that would do.") boolean dryRun)
      throws NodeException, InterruptedException {
    RequestTarget target =
        Subject.channel(spec, topic, channel)
            .at("/channel/seek")
            .with("to", to)
            .with("dry_run", Boolean.toString(dryRun));
    if (partition != null) {
      target = target.with("partition", partition.toString());
    }
    JsonNode sought = node.client().change(target);
    node.print(out, sought, SeekTables::sought);
  }

  @Command(name = "describe", description = "Show what the node knows of a channel.")
  void describe(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel)
      throws NodeException, InterruptedException {
    Subject subject = Subject.channel(spec, topic, channel);
    node.print(out, new NodeStats(node.client()).channel(subject), StatsTables::channel);
  }

  @Command(name = "config", description = "Show or change what is set for a channel.")
  void config(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel,
      @Parameters(
              arity = "0..*",
              index = "2..*",
              paramLabel = "NAME=VALUE",
              description = ConfigTable.CHANGES)
          List<String> changes)
      throws NodeException, InterruptedException {
    RequestTarget target = Subject.channel(spec, topic, channel).at("/channel/config");
    node.print(out, ConfigTable.ask(node.client(), target, changes, spec), ConfigTable::lines);
  }

  @Command(name = "pause", description = "Stop delivery from a channel.")
  void pause(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel)
      throws NodeException, InterruptedException {
    act(node, topic, channel, "/channel/pause", "paused");
  }

  @Command(name = "unpause", description = "Let a paused channel deliver again.")
  void unpause(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel)
      throws NodeException, InterruptedException {
    act(node, topic, channel, "/channel/unpause", "unpaused");
  }

  @Command(
      name = "empty",
      description = "Drop a channel's messages: waiting, deferred and in flight.")
  void empty(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel,
      @Mixin ConsentOption consent)
      throws NodeException, InterruptedException {
    confirmation.demand(spec, consent.isGiven(), "empty", Subject.channel(spec, topic, channel));
    act(node, topic, channel, "/channel/empty", "emptied");
  }

  @Command(name = "delete", description = "Delete a channel and close its consumers.")
  void delete(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel,
      @Mixin ConsentOption consent)
      throws NodeException, InterruptedException {
    confirmation.demand(spec, consent.isGiven(), "delete", Subject.channel(spec, topic, channel));
    act(node, topic, channel, "/channel/delete", "deleted");
  }

  private void act(NodeOptions node, String topic, String channel, String path, String deed)
      throws NodeException, InterruptedException {
    Subject subject = Subject.channel(spec, topic, channel);
    node.client().post(subject.at(path));
    out.println(subject.done(deed, node.isJson()));
  }
}
