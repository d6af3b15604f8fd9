/**
 * One channel on one partition: the actor that talks to connections and decides through {@link
 * io.herald.broker.delivery.ChannelLedger}, and the event-sourced one that remembers.
 */
package io.herald.broker.channel;
