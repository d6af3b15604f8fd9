/**
 * What lies between the nodes of a cluster: the bytes of the broker's messages, and what stands on
 * one node for a partition on another.
 */
package io.herald.broker.remote;
