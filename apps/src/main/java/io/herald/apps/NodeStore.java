package io.herald.apps;

import akka.Done;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.herald.broker.BrokerStore;
import io.herald.config.Settings;
import io.herald.config.StoreKind;
import io.herald.persistence.journal.DataDirectory;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The store that a node was told to use, from before its ActorSystem to behind it. */
interface NodeStore extends AutoCloseable {
  /**
   * The store of the settings.
   *
   * @param directory locked
   * @throws Exception with a line for the operator, if it cannot be used
   */
  static NodeStore of(Settings settings, DataDirectory directory) throws Exception {
    return settings.store().store() == StoreKind.CASSANDRA
        ? CassandraNodeStore.connect(settings, directory)
        : new EmbeddedNodeStore(directory);
  }

  /** What goes before the ActorSystem's other configuration. */
  Config config();

  /** The setup of the ActorSystem, with what the store needs beside its configuration. */
  ActorSystemSetup addTo(ActorSystemSetup setup);

  /** The store for the broker, once there is an ActorSystem. */
  BrokerStore open(ActorSystem<?> system);

  /** Repairs what a crash has left; completes when the store can be used. */
  CompletionStage<Done> recover();

  /** What the operator should know, one line each. */
  List<String> warnings();

  /** What {@link #recover} had to repair, one line each. */
  List<String> repairs();

  /** When all actors have ended. */
  @Override
  void close();
}
