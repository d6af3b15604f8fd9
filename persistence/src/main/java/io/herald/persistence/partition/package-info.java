/**
 * What is on disk of a partition: segments with its messages, each a persistence id of its own, and
 * a manifest that lists them. States are immutable; only {@code apply} makes new ones.
 */
package io.herald.persistence.partition;
