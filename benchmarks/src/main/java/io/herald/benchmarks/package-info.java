/** Load generators and speed comparisons, run by hand. */
package io.herald.benchmarks;
