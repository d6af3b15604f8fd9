/**
 * Who produces which topic: nsqlookupd's registrations as replicated data.
 *
 * <p>{@link io.herald.lookup.registry.Lookup} is what others use. Behind it a change goes:
 *
 * <pre>
 *   Lookup -> Registry (actor) -> Replica: the change is made, the parts written are collected
 *                 |   when the mailbox is empty:
 *                 |-> RegistryView published, for HTTP threads to read without asking
 *                 |-> Replicator: one update per part written -> gossip of deltas -> other nodes
 *                 '-> replies
 *   other nodes' changes:  Replicator -> Registry -> Replica.merge -> RegistryView published
 * </pre>
 *
 * <p><b>Keys.</b> Topics and producers fall by hash into 1,024 parts, each one key of Distributed
 * Data. A key per topic would never be freed, as Distributed Data cannot drop a key for good, and
 * would make 5,000 topics 5,000 writes; parts keep a full replication far below the largest frame
 * (256 KiB), at 100,000 topics too. A delta holds only the topics that changed, and a burst is left
 * to the gossip of whole parts ({@link io.herald.lookup.registry.DeltaBudget}).
 *
 * <p><b>Who may write what.</b> A node alone writes its producers and their registrations ({@link
 * io.herald.lookup.registry.OwnerSlot}, {@link io.herald.lookup.registry.ProducerSlot}): the higher
 * version wins, so what is removed stays removed. Any node may add and remove rows and set
 * tombstones: the later stamp wins, removal on a tie, and a removed row takes along all
 * registrations with stamps up to its own. A node that leaves the cluster is hidden at once with
 * all it wrote; the rows it added stay listed, as nsqlookupd's rows outlive their producers.
 *
 * <p><b>Nothing grows for ever.</b> Once all nodes have been reachable for ten minutes, the leader
 * drops what was removed before that and moves the part's horizon there; a replica that still has
 * it drops it when they merge.
 *
 * <p><b>PING is not gossip.</b> The node that a producer is connected to keeps the time of its last
 * PING; the others are told when it falls silent or comes back, and a last sign of life every
 * minute. 1,000 nsqds are 67 pings a second, and 17 small deltas.
 *
 * <p><b>What the node must set:</b> {@code akka.actor.provider = cluster}, Artery's host and port,
 * and joining (itself, or seeds). For other nodes to see a change within a second in clusters of
 * ten: {@code akka.cluster.distributed-data.gossip-interval = 1s} and {@code
 * notify-subscribers-interval = 100ms}. A downing provider, or a node that is lost stays listed.
 */
package io.herald.lookup.registry;
