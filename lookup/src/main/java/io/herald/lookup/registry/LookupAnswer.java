package io.herald.lookup.registry;

import java.util.List;

/**
 * What {@code GET /lookup?topic=} answers.
 *
 * @param channels sorted by name
 * @param producers that are active and not tombstoned, in an order that all nodes share
 */
public record LookupAnswer(List<String> channels, List<Producer> producers) {}
