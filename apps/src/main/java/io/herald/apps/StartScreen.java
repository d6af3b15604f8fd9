package io.herald.apps;

import io.herald.config.CassandraSettings;
import io.herald.config.Durability;
import io.herald.config.Endpoint;
import io.herald.config.HeraldVersion;
import io.herald.config.Settings;
import io.herald.config.StoreKind;
import io.herald.config.StoreSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code herald start} prints once the node runs: everything needed to connect to it. */
final class StartScreen {
  /** Scripts and tests wait for this line; it is the last one. */
  static final String READY = "READY";

  private StartScreen() {}

  static List<String> lines(Settings settings, RunningNode node, List<String> warnings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Herald "
            + HeraldVersion.HERALD_VERSION
            + " (Java "
            + Runtime.version().feature()
            + ", pid "
            + ProcessHandle.current().pid()
            + ")");
    lines.add(line("node", settings.node().nodeName()));
    lines.add(line("data", settings.node().dataPath().toAbsolutePath().normalize()));
    lines.add(line("store", settings.store().store().name().toLowerCase(Locale.ROOT)));
    if (settings.store().store() == StoreKind.CASSANDRA) {
      lines.add(line("cassandra", cassandra(settings.cassandra())));
    }
    lines.add(line("durability", promise(settings.store())));
    lines.add(line("TCP", node.tcp()));
    lines.add(line("HTTP", node.http()));
    node.https().ifPresent(https -> lines.add(line("HTTPS", https)));
    lines.add(line("lookup TCP", node.lookupTcp()));
    String lookup = HttpFront.lookupNeedsTls(settings) ? "lookup HTTPS" : "lookup HTTP";
    lines.add(line(lookup, node.lookupHttp()));
    lines.add(line("console", settings.http().consoleAddress() + " (reserved)"));
    warnings.forEach(warning -> lines.add(line("warning", warning)));
    node.warnings().forEach(warning -> lines.add(line("warning", warning)));
    node.repairs().forEach(repair -> lines.add(line("repaired", repair)));
    lines.add(READY);
    return lines;
  }

  private static String line(String label, Object value) {
    return String.format(Locale.ROOT, "  %-12s %s", label, value);
  }

  private static String cassandra(CassandraSettings cassandra) {
    String addresses =
        cassandra.cassandra().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    return addresses + ", keyspace " + cassandra.cassandraKeyspace();
  }

  private static String promise(StoreSettings store) {
    if (store.store() == StoreKind.CASSANDRA) {
      return "quorum (OK once most replicas in Cassandra have it)";
    }
    return store.durability() == Durability.POWER
        ? "power (OK after fsync: survives power loss)"
        : "process (OK once written: survives kill -9)";
  }
}
