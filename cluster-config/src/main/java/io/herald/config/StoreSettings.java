package io.herald.config;

import java.time.Duration;

/**
 * Where messages are kept and for how long.
 *
 * @param store which journal
 * @param durability what a publish has survived when its OK is sent
 * @param syncInterval longest time written data stays unsynced under durability {@code process}
 * @param segmentBytes size at which a topic's open segment is sealed
 * @param eventBytesMax frames that one event holds at most, unless a single message is larger
 * @param cursorFlushInterval longest time a FIN waits to become durable
 * @param retentionAge how long messages that every channel has finished are kept
 * @param retentionBytes bound per topic beyond which publishing is refused; 0 = no bound
 * @param retentionCheckInterval how often retention looks for segments to delete
 */
public record StoreSettings(
    StoreKind store,
    Durability durability,
    Duration syncInterval,
    long segmentBytes,
    int eventBytesMax,
    Duration cursorFlushInterval,
    Duration retentionAge,
    long retentionBytes,
    Duration retentionCheckInterval) {}
