package io.herald.apps.cluster;

import akka.cluster.ConfigValidation;
import akka.cluster.Invalid;
import akka.cluster.JoinConfigCompatChecker;
import akka.cluster.Valid;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.config.GoDuration;
import io.herald.config.HeraldVersion;
import io.herald.config.Settings;
import io.herald.config.StoreKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What must be the same on all nodes of a cluster, and Akka's question about it when a node wants
 * to join. Akka asks first the node that is in the cluster, and only if that one agrees the one
 * that joins. As each tells the other all it compares, both find the same; so the first logs what
 * differs and leaves the refusal to the second, whose operator then reads the reason and not only
 * the fact.
 */
public final class ClusterAgreement extends JoinConfigCompatChecker {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterAgreement.class);
  private static final String PATH = "herald.cluster-agreement.";
  private static final String NODE = "herald.cluster-agreement-of";
  private static final String WITHOUT = "without";
  private static final List<String> POINTS =
      List.of(
          "cluster-name",
          "version",
          "store",
          "cassandra-keyspace",
          "lease-duration",
          "max-msg-size",
          "max-body-size",
          "default-partitions");

  /** Known when the store is open; two that have a keyspace of one name still differ in this. */
  private static final String SCHEMA_ID = "cassandra-schema-id";

  /**
   * Akka makes its checkers by class name from configuration, so they find their node by a name.
   */
  private static final Map<String, Consumer<String>> JOINING = new ConcurrentHashMap<>();

  /** What a node's configuration must hold so that it can be compared. */
  static Map<String, Object> config(Settings settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(PATH + "cluster-name", settings.cluster().clusterName());
    values.put(PATH + "version", series(HeraldVersion.HERALD_VERSION));
    values.put(PATH + "store", settings.store().store().name().toLowerCase(Locale.ROOT));
    shared(settings).forEach((point, value) -> values.put(PATH + point, value));
    values.put(
        PATH + "default-partitions", Integer.toString(settings.cluster().defaultPartitions()));
    values.put(NODE, UUID.randomUUID().toString());
    return values;
  }

  /** What nodes must agree on that own partitions in turn and send each other messages. */
  private static Map<String, String> shared(Settings settings) {
    Map<String, String> points = new LinkedHashMap<>();
    points.put("cassandra-keyspace", settings.cassandra().cassandraKeyspace());
    // Whose lease has run out is judged by the judge's own setting.
    points.put("lease-duration", GoDuration.format(settings.cassandra().leaseDuration()));
    // What one node takes another must be able to deliver.
    points.put("max-msg-size", Integer.toString(settings.broker().maxMsgSize()));
    points.put("max-body-size", Integer.toString(settings.broker().maxBodySize()));
    if (settings.store().store() != StoreKind.CASSANDRA) {
      points.replaceAll((point, value) -> WITHOUT);
    }
    return points;
  }

  /**
   * What a node with the Cassandra store adds to its configuration.
   *
   * @param schemaId of the tables it has found there: each is made once in the world
   */
  public static Config ofCassandra(String schemaId) {
    return ConfigFactory.parseMap(Map.of(PATH + SCHEMA_ID, schemaId), "cluster agreement");
  }

  /** Major and minor version: nodes of one series understand each other. */
  static String series(String version) {
    String[] parts = version.split("[.-]", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /** Has {@code refused} told, in one line, why the cluster does not fit the node that joins. */
  static void joining(Config node, Consumer<String> refused) {
    JOINING.put(node.getString(NODE), refused);
  }

  /** The node is in the cluster; from now on it is asked by others. */
  static void joined(Config node) {
    JOINING.remove(node.getString(NODE));
  }

  @Override
  public Seq<String> requiredKeys() {
    return CollectionConverters.asScala(
            Stream.concat(POINTS.stream(), Stream.of(SCHEMA_ID))
                .map(point -> PATH + point)
                .toList())
        .toSeq();
  }

  /**
   * Compares.
   *
   * @param theirs what the other side says of itself
   * @param own this node's whole configuration
   */
  @Override
  public ConfigValidation check(Config theirs, Config own) {
    String differences = differences(POINTS, theirs, own);
    if (differences.isEmpty()) {
      differences = differences(List.of(SCHEMA_ID), theirs, own);
    }
    if (differences.isEmpty()) {
      return valid();
    }
    Consumer<String> refused = JOINING.get(own.getString(NODE));
    if (refused == null) {
      LOG.warn("refused a node that wants to join: {} there", differences);
      boolean comparesTheSame = POINTS.stream().allMatch(point -> theirs.hasPath(PATH + point));
      return comparesTheSame ? valid() : invalid(differences);
    }
    refused.accept("the cluster does not fit this node: " + differences + " there");
    return invalid(differences);
  }

  /** What one side is without follows from its store, which is told. */
  private static String differences(List<String> points, Config theirs, Config own) {
    return points.stream()
        .filter(point -> !valueOf(point, theirs).equals(valueOf(point, own)))
        .filter(point -> !isWithout(point, theirs) && !isWithout(point, own))
        .map(point -> difference(point, theirs, own))
        .collect(Collectors.joining(", "));
  }

  private static boolean isWithout(String point, Config config) {
    return valueOf(point, config).equals(Optional.of(WITHOUT));
  }

  private static String difference(String point, Config theirs, Config own) {
    return point
        + " is "
        + valueOf(point, own).orElse("unknown")
        + " here and "
        + valueOf(point, theirs).orElse("unknown");
  }

  private static Optional<String> valueOf(String point, Config config) {
    return config.hasPath(PATH + point)
        ? Optional.of(config.getString(PATH + point))
        : Optional.empty();
  }

  private static ConfigValidation valid() {
    return Valid.getInstance();
  }

  private static ConfigValidation invalid(String differences) {
    return new Invalid(CollectionConverters.asScala(List.of(differences)).toSeq());
  }
}
