package io.herald.persistence.journal;

final class PowerJournalTest extends JournalContractTest {
  @Override
  Durability durability() {
    return Durability.POWER;
  }
}
