package io.herald.persistence.journal;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.ExtensionIdProvider;
import java.util.Optional;

/**
 * Finds or opens the one store of an actor system. The data directory comes from an {@link
 * EmbeddedStoreSetup} if there is one, else from {@code herald.embedded-store.dir}: one that this
 * JVM has already opened is used, else it is opened and belongs to the store. The store closes when
 * the system terminates.
 */
public final class EmbeddedStoreExtension extends AbstractExtensionId<EmbeddedStore>
    implements ExtensionIdProvider {
  static final EmbeddedStoreExtension ID = new EmbeddedStoreExtension();
  static final String DISPATCHER = "herald.store-dispatcher";

  private EmbeddedStoreExtension() {}

  @Override
  public EmbeddedStoreExtension lookup() {
    return ID;
  }

  @Override
  public EmbeddedStore get(ClassicActorSystemProvider system) {
    return super.get(system);
  }

  @Override
  public EmbeddedStore createExtension(ExtendedActorSystem system) {
    Optional<EmbeddedStoreSetup> setup = system.settings().setup().get(EmbeddedStoreSetup.class);
    StoreSettings settings =
        setup
            .map(
                given ->
                    StoreSettings.from(system.settings().config(), given.dataDirectory().path()))
            .orElseGet(() -> StoreSettings.from(system.settings().config()));
    boolean isMine = setup.isEmpty() && !DataDirectory.isHeld(settings.directory());
    DataDirectory data = DataDirectory.attach(settings.directory());
    EmbeddedStore store =
        EmbeddedStore.open(
            data, settings, new NioStorage(), system.dispatchers().lookup(DISPATCHER));
    system.registerOnTermination(
        () -> {
          store.close();
          if (isMine) {
            data.close();
          }
        });
    return store;
  }
}
