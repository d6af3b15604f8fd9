package io.herald.persistence.journal;

final class ProcessJournalTest extends JournalContractTest {
  @Override
  Durability durability() {
    return Durability.PROCESS;
  }
}
