/**
 * Load generators and speed comparisons, run by hand. {@link io.herald.benchmarks.Bench} races
 * brokers over each {@link io.herald.benchmarks.Workload}, or shows what a message costs as things
 * grow, over each {@link io.herald.benchmarks.Series}. Every message carries its number, so that a
 * fast broker cannot be one that loses some.
 *
 * <pre>
 *   Workload, Series ─► LoadGenerator ─► LoadLoop, a thread ─► Publisher ◄─ NumberedMessages
 *                             │      └─► LoadLoop, a thread ─► Consumer  ─► Receipts
 *                             ▼
 *                        Stopwatch ─► Measurement
 * </pre>
 */
package io.herald.benchmarks;
