/**
 * {@code herald cassandra}: a Cassandra server of one node, for trying Herald out and for tests.
 */
package io.herald.apps.cassandra;
