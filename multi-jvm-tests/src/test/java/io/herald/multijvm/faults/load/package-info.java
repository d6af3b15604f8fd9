/**
 * Load that goes on whatever breaks: publishers and consumers that connect again as NSQ clients do,
 * and record all they see in a {@link io.herald.multijvm.faults.history.History}.
 */
package io.herald.multijvm.faults.load;
