package io.herald.persistence.journal;

/** What all logs of a store share. */
record LogContext(
    StoreSettings settings,
    Storage storage,
    FileHandles handles,
    Repairs repairs,
    HealthRecord health,
    BackgroundSync sync) {}
