/**
 * Where the shards of a cluster's partitions run: plain rules, without Akka and without a clock.
 *
 * <p>A shard holds some partitions and moves as a whole. Its load is what its partitions do in a
 * second: each message counts once when it is published and once for each channel that has finished
 * it, each KiB that is published counts as one message more, and each partition counts a little
 * even if it is idle ({@link io.herald.broker.placement.PlacementLimits#idleLoad}), so that idle
 * ones are spread, too.
 *
 * <pre>
 * counters ─► LoadMeter (each node) ─► ShardLoads (where it is decided) ─► PlacementRule ─► Move
 * </pre>
 */
package io.herald.broker.placement;
