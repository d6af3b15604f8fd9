/**
 * What is promised holds while things break. In reading order:
 *
 * <ol>
 *   <li>{@link io.herald.multijvm.faults.FaultsTest} plays a {@link
 *       io.herald.multijvm.faults.Round} for each fault of the {@link
 *       io.herald.multijvm.faults.FaultCatalog}.
 *   <li>A round starts load ({@code load}) on nodes ({@code harness}), lets a {@link
 *       io.herald.multijvm.faults.Fault} strike again and again, and lets the nodes come to rest.
 *   <li>All the while everybody records what he sees; the checker ({@code history}) holds it
 *       against the invariants of docs/reliability.md.
 * </ol>
 *
 * <pre>
 *   -Dfaults.profile=long -Dfaults.minutes=60    random faults for an hour; target/faults/summary.md
 *   -Dfaults.seed=N -Dfaults.only=NAME           one round again
 * </pre>
 *
 * Each round prints its seed. It decides what is done and when, as far as clocks allow.
 */
package io.herald.multijvm.faults;
