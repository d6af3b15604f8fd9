package io.herald.persistence.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.persistence.cursor.JournalPlugins;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of the journal plugin and of the driver. */
public final class CassandraConfig {
  /** The plugin's paths. */
  public static final JournalPlugins PLUGINS =
      new JournalPlugins(
          "akka.persistence.cassandra.journal",
          "akka.persistence.cassandra.snapshot",
          "akka.persistence.cassandra.query");

  private CassandraConfig() {}

  /** What goes before the reference configuration of an ActorSystem with this store. */
  public static Config of(CassandraContact contact) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("akka.persistence.cassandra.journal.keyspace", contact.keyspace());
    own.put("akka.persistence.cassandra.snapshot.keyspace", contact.keyspace());
    own.put("datastax-java-driver.basic.contact-points", contact.addresses());
    own.put(
        "datastax-java-driver.basic.load-balancing-policy.local-datacenter", contact.datacenter());
    if (!contact.username().isEmpty()) {
      own.put("datastax-java-driver.advanced.auth-provider.class", "PlainTextAuthProvider");
      own.put("datastax-java-driver.advanced.auth-provider.username", contact.username());
      own.put("datastax-java-driver.advanced.auth-provider.password", contact.password());
    }
    return ConfigFactory.parseMap(own, "Cassandra settings")
        .withFallback(ConfigFactory.parseResources("herald-cassandra.conf"));
  }

  /** What the driver reads, for a session of Herald's own. */
  static Config driver(CassandraContact contact) {
    return of(contact)
        .withFallback(ConfigFactory.defaultReference())
        .resolve()
        .getConfig("datastax-java-driver");
  }
}
