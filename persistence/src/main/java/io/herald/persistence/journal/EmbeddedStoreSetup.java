package io.herald.persistence.journal;

import akka.actor.setup.Setup;

/**
 * Hands the data directory, which was locked before the actor system starts, to the store: {@code
 * ActorSystemSetup.create(BootstrapSetup.create(config), new EmbeddedStoreSetup(directory))}. The
 * creator closes the directory after the system has terminated.
 */
public final class EmbeddedStoreSetup extends Setup {
  private final DataDirectory dataDirectory;

  /** Wraps an open directory. */
  public EmbeddedStoreSetup(DataDirectory dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** The open directory. */
  public DataDirectory dataDirectory() {
    return dataDirectory;
  }
}
