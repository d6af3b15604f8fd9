package io.herald.broker.delivery;

import io.herald.persistence.cursor.OffsetRanges;

/**
 * Something that two accounts of the same messages do not agree on.
 *
 * @param what in words
 * @param offsets of the messages; empty if only numbers differ
 */
public record Difference(String what, OffsetRanges offsets) {}
