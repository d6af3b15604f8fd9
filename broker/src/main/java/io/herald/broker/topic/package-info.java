/**
 * Topics and their partitions. {@link io.herald.broker.topic.Topics} opens topics, {@link
 * io.herald.broker.topic.Topic} keeps what a topic is, {@link
 * io.herald.broker.topic.TopicPartition} stores messages in {@link
 * io.herald.broker.topic.LogSegment segments} and shows them to the channels.
 *
 * <p>On the message path everything that waits for the disk waits in a plain actor that collects
 * what arrives; the event-sourced actors behind it get one thing at a time and never stash.
 */
package io.herald.broker.topic;
