package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.persistence.journal.DataDirectoryLockedException;
import io.herald.persistence.journal.StoreCheck;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code herald verify}: whether the books of a running node's channels balance, or whether all
 * that a stopped node has on disk is as it was written.
 */
@Command(
    name = "verify",
    description = {
      "Check that each channel has all of its messages: published = finished + dropped + ready +"
          + " in flight + deferred + dead-lettered + expired.",
      "With --data-path, check every checksum in the data of a node that does not run."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:The books balance; nothing is damaged.",
      "1:There is a difference or damage; each is listed.",
      "2:It could not be looked at; one line on standard error says why."
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final int CLEAN = 0;
  private static final int DIFFERENT = 1;
  private static final int NOT_ASKED = 2;

  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TOPIC", arity = "0..1", description = "Only this topic.")
  private String topic;

  @Mixin private NodeOptions node;

  @Option(
      names = "--data-path",
      paramLabel = "DIR",
      description = "The data directory of a stopped node; nothing in it is changed.")
  private Path dataPath;

  /** Prints what it finds to the first, and why it cannot look to the second. */
  public VerifyCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return dataPath == null ? verifyBooks() : verifyStore();
    } catch (NodeException | DataDirectoryLockedException refusal) {
      return fail(refusal.getMessage());
    } catch (IOException unreadable) {
      return fail("cannot read " + unreadable.getMessage()); // which begins with the path
    }
  }

  private int verifyBooks() throws NodeException, InterruptedException {
    RequestTarget target =
        topic == null ? RequestTarget.of("/verify") : Subject.topic(spec, topic).at("/verify");
    JsonNode books = node.client().get(target);
    if (!books.path("balanced").isBoolean()) {
      throw new NodeException(node.client().node() + " does not answer as a Herald node");
    }
    node.print(out, books, BooksTable::lines);
    return books.path("balanced").asBoolean() ? CLEAN : DIFFERENT;
  }

  private int verifyStore() throws IOException {
    if (topic != null) {
      throw new ParameterException(
          spec.commandLine(), "TOPIC and --data-path: all topics of a directory are checked");
    }
    StoreReport report = new StoreReport(out, node.isJson());
    report.end(StoreCheck.run(dataPath, report::damaged));
    return report.isClean() ? CLEAN : DIFFERENT;
  }

  private int fail(String problem) {
    err.println("herald: " + problem);
    return NOT_ASKED;
  }
}
