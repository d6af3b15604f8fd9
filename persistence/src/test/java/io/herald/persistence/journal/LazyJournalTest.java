package io.herald.persistence.journal;

/** The lazy plugin id beside a store that is set to {@code power}. */
final class LazyJournalTest extends JournalContractTest {
  @Override
  Durability durability() {
    return Durability.POWER;
  }

  @Override
  String pluginId() {
    return "herald.persistence.embedded-journal-lazy";
  }
}
