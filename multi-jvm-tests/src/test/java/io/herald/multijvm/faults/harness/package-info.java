/**
 * What faults are made with: {@link io.herald.multijvm.faults.harness.TestCluster} is a few nodes
 * that can be killed, paused, stopped and started again at the same addresses, {@link
 * io.herald.multijvm.faults.harness.FaultProxy} a network that can be spoiled.
 */
package io.herald.multijvm.faults.harness;
