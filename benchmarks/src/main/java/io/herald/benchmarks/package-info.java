/**
 * Load generators and speed comparisons, run by hand. {@link io.herald.benchmarks.Bench} compares
 * brokers, {@link io.herald.benchmarks.Backlog} and {@link io.herald.benchmarks.HeadOfBacklog} show
 * what a backlog costs. Every message carries its number, so that a fast broker cannot be one that
 * loses some.
 */
package io.herald.benchmarks;
