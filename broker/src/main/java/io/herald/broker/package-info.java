/**
 * nsqd's job: connections, topics, channels and delivery. {@link io.herald.broker.Broker} is the
 * door for everything that is not a TCP client.
 */
package io.herald.broker;
