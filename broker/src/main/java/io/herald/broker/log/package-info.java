/**
 * The levels of the nodes' logs while they run: {@link io.herald.broker.log.LogKeeper} on each node
 * does what {@link io.herald.broker.log.ClusterLog} on another asks for.
 */
package io.herald.broker.log;
