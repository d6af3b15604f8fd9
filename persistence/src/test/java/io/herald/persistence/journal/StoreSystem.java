package io.herald.persistence.journal;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.persistence.Persistence;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import scala.concurrent.duration.Duration;

/** An actor system with an embedded store in a directory; closing it is a clean shutdown. */
final class StoreSystem implements AutoCloseable {
  private final ActorSystem system;

  StoreSystem(Path directory, Durability durability, String... settings) {
    Config config =
        ConfigFactory.parseString(
                String.join("\n", settings)
                    + """

                    akka.persistence.journal.plugin = "herald.persistence.embedded-journal"
                    akka.persistence.snapshot-store.plugin = "herald.persistence.embedded-snapshot-store"
                    akka.persistence.publish-plugin-commands = on
                    akka.actor.allow-java-serialization = off
                    akka.log-dead-letters = off
                    akka.loglevel = WARNING
                    """)
            .withFallback(
                ConfigFactory.parseString(
                    "herald.embedded-store { dir = \""
                        + directory
                        + "\", durability = "
                        + durability.label()
                        + " }"))
            .withFallback(ConfigFactory.load());
    this.system = ActorSystem.create("store", config);
  }

  ActorSystem system() {
    return system;
  }

  EmbeddedStore store() {
    return EmbeddedStore.of(system);
  }

  ActorRef journal() {
    return journal("herald.persistence.embedded-journal");
  }

  ActorRef journal(String pluginId) {
    return Persistence.get(system).journalFor(pluginId, ConfigFactory.empty());
  }

  ActorRef snapshotStore() {
    return Persistence.get(system)
        .snapshotStoreFor("herald.persistence.embedded-snapshot-store", ConfigFactory.empty());
  }

  TestKit probe() {
    return new TestKit(system);
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system, Duration.create(20, "s"), true);
  }
}
