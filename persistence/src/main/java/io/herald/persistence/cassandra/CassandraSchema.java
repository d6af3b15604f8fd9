package io.herald.persistence.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Herald's tables in Cassandra. They are made by {@code herald schema apply} and by nobody else.
 */
public final class CassandraSchema {
  /** The version that this Herald needs. */
  public static final int VERSION = 1;

  private static final String VERSION_TABLE = "schema_version";
  private static final String PART = "herald";
  private static final int REPLICAS_WANTED = 3;
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(60);

  private final CassandraConnection connection;
  private final String keyspace;

  /** The schema behind a connection. */
  public CassandraSchema(CassandraConnection connection) {
    this.connection = connection;
    this.keyspace = connection.contact().keyspace();
  }

  /** All statements, the keyspace first, for reading and for {@code cqlsh}. */
  public static String text(CassandraContact contact, int replicationFactor) {
    return createKeyspace(contact, replicationFactor)
        + ";\n\n"
        + tables(contact.keyspace())
        + "\n"
        + writeVersion(contact.keyspace())
        + ";\n";
  }

  /** The version that is there; none if there is no schema. */
  public OptionalInt version() {
    KeyspaceMetadata there = keyspaceMetadata();
    if (there == null || there.getTable(VERSION_TABLE).isEmpty()) {
      return OptionalInt.empty();
    }
    List<Row> rows =
        connection.rows("SELECT version FROM " + keyspace + ".schema_version WHERE part = ?", PART);
    return rows.isEmpty() ? OptionalInt.empty() : OptionalInt.of(rows.get(0).getInt("version"));
  }

  /**
   * What tells these tables from those of all other keyspaces, also of other Cassandras: Cassandra
   * gives each table an id when it is created. The schema must be there.
   */
  public String id() {
    return keyspaceMetadata()
        .getTable(VERSION_TABLE)
        .orElseThrow()
        .getId()
        .orElseThrow()
        .toString();
  }

  /** The keyspace's replication as Cassandra writes it; empty if there is no keyspace. */
  public Map<String, String> replication() {
    KeyspaceMetadata there = keyspaceMetadata();
    return there == null ? Map.of() : new TreeMap<>(there.getReplication());
  }

  /**
   * Creates what is missing; repeating it does no harm.
   *
   * @param replicationFactor of a new keyspace; 0: three if there are so many nodes, else one
   * @return what was done, a line for each
   * @throws CassandraException if a newer Herald's schema is there, or Cassandra refuses
   */
  public List<String> apply(int replicationFactor) throws CassandraException {
    // Behind each change the driver would read the schema anew, once no other has come for a
    // second.
    connection.session().setSchemaMetadataEnabled(false);
    try {
      return applyWithoutReading(replicationFactor);
    } finally {
      connection.session().setSchemaMetadataEnabled(null); // as configured
    }
  }

  private List<String> applyWithoutReading(int replicationFactor) throws CassandraException {
    List<String> done = new ArrayList<>();
    try {
      OptionalInt before = version();
      if (before.isPresent() && before.getAsInt() > VERSION) {
        throw new CassandraException(isNewer(before.getAsInt()));
      }
      Map<String, String> replication = replication();
      if (replication.isEmpty()) {
        int replicas = replicas(replicationFactor);
        execute(createKeyspace(connection.contact(), replicas));
        done.add("created keyspace " + keyspace + ", replication factor " + replicas);
      } else {
        done.add("keyspace " + keyspace + " is there, its replication stays " + replication);
      }
      for (String statement : statements(tables(keyspace))) {
        execute(statement);
      }
      execute(writeVersion(keyspace));
      done.add(
          "schema version "
              + VERSION
              + (before.isPresent() ? " was there already" : " is there now"));
      return done;
    } catch (DriverException failure) {
      throw new CassandraException(
          "the schema cannot be applied: " + CassandraConnection.reason(failure), failure);
    }
  }

  /**
   * Whether a node can work with what is there.
   *
   * @throws CassandraException with what to do, if not
   */
  public void check() throws CassandraException {
    String apply =
        "run: herald schema apply --cassandra " + connection.contact().addresses().get(0);
    if (keyspaceMetadata() == null) {
      throw new CassandraException("Cassandra has no keyspace " + keyspace + "; " + apply);
    }
    OptionalInt there = version();
    if (there.isEmpty()) {
      throw new CassandraException("keyspace " + keyspace + " has no schema; " + apply);
    }
    if (there.getAsInt() < VERSION) {
      throw new CassandraException(
          "the schema in keyspace "
              + keyspace
              + " has version "
              + there.getAsInt()
              + ", this Herald needs "
              + VERSION
              + "; "
              + apply);
    }
    if (there.getAsInt() > VERSION) {
      throw new CassandraException(isNewer(there.getAsInt()));
    }
  }

  private String isNewer(int there) {
    return "the schema in keyspace "
        + keyspace
        + " has version "
        + there
        + ", this Herald knows only "
        + VERSION
        + ": use a newer Herald";
  }

  /**
   * Two replicas are worse than one: both must be there for every write. More than there are nodes
   * are refused, because in such a keyspace nothing may ever be written at QUORUM, and nobody but
   * the operator can change it.
   */
  private int replicas(int wanted) throws CassandraException {
    long nodes = connection.nodesByDatacenter().get(connection.contact().datacenter());
    if (wanted > nodes) {
      throw new CassandraException(
          "replication factor "
              + wanted
              + " needs "
              + wanted
              + " Cassandra nodes in "
              + connection.contact().datacenter()
              + ", there "
              + (nodes == 1 ? "is 1" : "are " + nodes));
    }
    if (wanted > 0) {
      return wanted;
    }
    return nodes >= REPLICAS_WANTED ? REPLICAS_WANTED : 1;
  }

  private KeyspaceMetadata keyspaceMetadata() {
    return connection.session().refreshSchema().getKeyspace(keyspace).orElse(null);
  }

  private void execute(String cql) {
    connection.session().execute(CassandraConnection.statement(cql).setTimeout(STATEMENT_LIMIT));
  }

  private static String createKeyspace(CassandraContact contact, int replicationFactor) {
    return "CREATE KEYSPACE IF NOT EXISTS "
        + contact.keyspace()
        + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
        + contact.datacenter().replace("'", "''")
        + "': "
        + replicationFactor
        + "}";
  }

  private static String writeVersion(String keyspace) {
    return "INSERT INTO "
        + keyspace
        + ".schema_version (part, version) VALUES ('"
        + PART
        + "', "
        + VERSION
        + ")";
  }

  private static String tables(String keyspace) {
    try (InputStream file = CassandraSchema.class.getResourceAsStream("schema-1.cql")) {
      return new String(file.readAllBytes(), UTF_8).replace("${keyspace}", keyspace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Statements end with a semicolon, and comments are lines of their own. */
  private static List<String> statements(String cql) {
    String code = String.join("\n", cql.lines().filter(line -> !line.startsWith("--")).toList());
    return Arrays.stream(code.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
