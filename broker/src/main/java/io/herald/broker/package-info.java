/** nsqd's job: connections, topics, channels and delivery. */
package io.herald.broker;
