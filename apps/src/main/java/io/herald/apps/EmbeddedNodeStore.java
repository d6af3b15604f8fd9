package io.herald.apps;

import akka.Done;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.BrokerStore;
import io.herald.persistence.journal.DataDirectory;
import io.herald.persistence.journal.EmbeddedStore;
import io.herald.persistence.journal.EmbeddedStoreSetup;
import io.herald.persistence.journal.RepairReport;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Files in the node's data directory, whose lock is the node's. */
final class EmbeddedNodeStore implements NodeStore {
  private final DataDirectory directory;
  private EmbeddedStore store;

  EmbeddedNodeStore(DataDirectory directory) {
    this.directory = directory;
  }

  @Override
  public Config config() {
    return ConfigFactory.empty();
  }

  @Override
  public ActorSystemSetup addTo(ActorSystemSetup setup) {
    return setup.and(new EmbeddedStoreSetup(directory));
  }

  @Override
  public BrokerStore open(ActorSystem<?> system) {
    store = EmbeddedStore.of(system);
    return new EmbeddedBrokerStore(system, store);
  }

  @Override
  public CompletionStage<Done> recover() {
    return store.recoverAll().thenApply(reports -> Done.getInstance());
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public List<String> repairs() {
    return store.repairReports().stream().map(RepairReport::toString).toList();
  }

  @Override
  public void close() {}
}
