/**
 * Cassandra as the store: how it is reached, what is checked before it is used, the schema, and the
 * configuration of akka-persistence-cassandra. Who may write what is in {@code persistence.lease}.
 */
package io.herald.persistence.cassandra;
