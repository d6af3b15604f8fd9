/**
 * What publishers and consumers saw, and whether it may be so. Plain Java: no sockets, no
 * processes, and the clock is the caller's.
 *
 * <p>{@link io.herald.multijvm.faults.history.History} records {@link
 * io.herald.multijvm.faults.history.Send}s with their outcome, {@link
 * io.herald.multijvm.faults.history.Receipt}s with what the consumer did, and {@link
 * io.herald.multijvm.faults.history.FaultWindow}s. {@link
 * io.herald.multijvm.faults.history.Checker} holds that against one class for each invariant. The
 * invariants' numbers are those of docs/reliability.md.
 */
package io.herald.multijvm.faults.history;
