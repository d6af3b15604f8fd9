package io.herald.apps;

import io.herald.config.LoadedSettings;
import io.herald.config.SettingsLoader;
import io.herald.persistence.cassandra.CassandraConnection;
import io.herald.persistence.cassandra.CassandraContact;
import io.herald.persistence.cassandra.CassandraException;
import io.herald.persistence.cassandra.CassandraSchema;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald schema}: Herald's tables in Cassandra. */
@Command(name = "schema", description = "Make or show the tables of the Cassandra store.")
final class SchemaCommand implements Runnable {
  private static final int MOST_REPLICAS = 99;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static CassandraContact contact(List<String> flags) {
    LoadedSettings loaded = SettingsLoader.load(flags, System.getenv());
    LogOutput.configure(loaded.settings().node());
    return CassandraNodeStore.contact(loaded.settings().cassandra());
  }

  private static void checkReplicas(CommandSpec spec, int replicas, int least) {
    if (replicas < least || replicas > MOST_REPLICAS) {
      throw new ParameterException(
          spec.commandLine(),
          "--replication-factor="
              + replicas
              + ": must be a whole number from "
              + least
              + " to "
              + MOST_REPLICAS);
    }
  }

  /** Makes what is missing. */
  @Command(name = "apply", description = "Create keyspace and tables; repeating it does no harm.")
  static final class Apply implements Callable<Integer> {
    private static final int APPLIED = 0;
    private static final int FAILED = 1;

    private final PrintStream out;
    private final PrintStream err;

    @Spec private CommandSpec spec;

    @Option(
        names = "--replication-factor",
        defaultValue = "0",
        paramLabel = "N",
        description =
            "Copies of everything in a new keyspace; 0: three if there are so many nodes, else one"
                + " [${DEFAULT-VALUE}].")
    private int replicationFactor;

    @Parameters(hidden = true, arity = "0..*")
    private List<String> flags = new ArrayList<>();

    Apply(PrintStream out, PrintStream err) {
      this.out = out;
      this.err = err;
    }

    @Override
    public Integer call() {
      checkReplicas(spec, replicationFactor, 0);
      CassandraContact contact = contact(flags);
      try (CassandraConnection connection = CassandraConnection.open(contact, Duration.ZERO)) {
        new CassandraSchema(connection).apply(replicationFactor).forEach(out::println);
        return APPLIED;
      } catch (CassandraException failure) {
        err.println("herald: " + failure.getMessage());
        return FAILED;
      }
    }
  }

  /** Prints the statements, for whoever may not let Herald run them. */
  @Command(name = "show", description = "Print the statements of the schema, for cqlsh.")
  static final class Show implements Runnable {
    private final PrintStream out;

    @Spec private CommandSpec spec;

    @Option(
        names = "--replication-factor",
        defaultValue = "3",
        paramLabel = "N",
        description = "Copies of everything [${DEFAULT-VALUE}].")
    private int replicationFactor;

    @Parameters(hidden = true, arity = "0..*")
    private List<String> flags = new ArrayList<>();

    Show(PrintStream out) {
      this.out = out;
    }

    @Override
    public void run() {
      checkReplicas(spec, replicationFactor, 1);
      out.print(CassandraSchema.text(contact(flags), replicationFactor));
    }
  }
}
