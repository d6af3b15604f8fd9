package io.herald.apps.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.config.GoDuration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald message}: publishes single messages, through a node's HTTP. */
@Command(
    name = "message",
    description = "Publish and cancel single messages: herald message publish.")
public final class MessageCommand implements Runnable {
  private static final String STANDARD_INPUT = "-";

  /** More than any node takes in one message, unless it is told to. */
  private static final int BODY_BYTES_MAX = 64 << 20;

  private final InputStream in;
  private final PrintStream out;

  @Spec private CommandSpec spec;

  /** Reads bodies there that the command line does not have. */
  public MessageCommand(InputStream in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "publish", description = "Publish one message; the topic is created if need be.")
  void publish(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(
              paramLabel = "BODY",
              arity = "0..1",
              defaultValue = STANDARD_INPUT,
              description = "The message; without it, or for -, all of standard input as it is.")
          String body,
      @Option(
              names = "--key",
              paramLabel = "KEY",
              description = "Messages with the same key go to the same partition.")
          String key,
      @Option(
              names = "--defer",
              paramLabel = "DURATION",
              description = "Deliver it so much later, such as 90s or 1h30m.")
          String defer)
      throws NodeException, InterruptedException {
    Subject subject = Subject.topic(spec, topic);
    RequestTarget target = subject.at("/pub");
    if (key != null) {
      target = target.with("key", key);
    }
    if (defer != null) {
      target = target.with("defer", Long.toString(millis(defer)));
    }
    NodeClient client = node.client();
    client.post(target, body.equals(STANDARD_INPUT) ? read() : body.getBytes(UTF_8));
    out.println(subject.done("published to", node.isJson()));
  }

  @Command(
      name = "cancel",
      description = "Take a message that waits for its time out of a channel: it never comes.")
  void cancel(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "CHANNEL") String channel,
      @Parameters(paramLabel = "ID", description = "As clients and herald trace print it.")
          String id)
      throws NodeException, InterruptedException {
    Subject subject = Subject.channel(spec, topic, channel);
    JsonNode done = node.client().change(subject.at("/channel/cancel").with("id", id));
    out.println(
        node.isJson() ? done : "cancelled message %s in %s/%s".formatted(id, topic, channel));
  }

  private long millis(String defer) {
    try {
      return GoDuration.parse(defer).toMillis();
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw misuse("--defer=" + defer + ": must be a duration such as 500ms, 90s or 1h30m");
    }
  }

  private byte[] read() {
    byte[] body;
    try {
      body = in.readNBytes(BODY_BYTES_MAX + 1);
    } catch (IOException unreadable) {
      throw misuse("standard input cannot be read: " + unreadable.getMessage());
    }
    if (body.length > BODY_BYTES_MAX) {
      throw misuse("standard input has more than " + BODY_BYTES_MAX + " bytes");
    }
    return body;
  }

  private ParameterException misuse(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
