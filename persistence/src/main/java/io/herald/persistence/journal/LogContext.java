package io.herald.persistence.journal;

/**
 * What all logs of a store share.
 *
 * @param startedClean true if the last store in this directory was closed with everything forced
 */
record LogContext(
    StoreSettings settings,
    boolean startedClean,
    Storage storage,
    FileHandles handles,
    Repairs repairs,
    HealthRecord health,
    BackgroundSync sync) {}
