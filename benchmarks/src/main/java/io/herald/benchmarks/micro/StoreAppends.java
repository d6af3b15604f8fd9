package io.herald.benchmarks.micro;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.persistence.journal.BareStore;
import io.herald.persistence.partition.MessagesSerializer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Straight into the store, on the calling thread. */
final class StoreAppends implements Appends {
  private final BareStore store;
  private final SampleEvents events;
  private final MessagesSerializer serializer = new MessagesSerializer();
  private final String writer = UUID.randomUUID().toString();
  private String log = "";
  private int logs;
  private long sequenceNr;

  StoreAppends(Config settings, SampleEvents events) {
    this.store = new BareStore(settings.withFallback(ConfigFactory.defaultReference()).resolve());
    this.events = events;
  }

  @Override
  public void begin() {
    logs++;
    log = "segment-" + logs;
    sequenceNr = 0;
  }

  @Override
  public void append(int count) throws Exception {
    for (int left = count; left > 0; left--) {
      sequenceNr++;
      store.append(log, sequenceNr, writer, serializer, events.next()).get(1, TimeUnit.MINUTES);
    }
  }

  @Override
  public void end() throws Exception {
    store.purge(log).get(1, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    store.close();
  }
}
