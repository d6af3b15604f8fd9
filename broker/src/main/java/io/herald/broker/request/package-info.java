/**
 * How a question, or a change, reaches the partitions and channels of a topic on whatever nodes
 * they are, and how the answers come back.
 *
 * <pre>
 *   Broker.ask ─► Topics.Ask ─► Topic.Ask ─► TopicPartition.Ask ─► (Channel.Ask)
 *        ▲           │              │                │                  │
 *        │           ▼              │ Expected       │ Answered, Refused│
 *        └──── AnswerCollector ◄────┴────────────────┴──────────────────┘
 * </pre>
 *
 * <p>What is asked is a {@link io.herald.broker.request.TopicRequest}: it says what the topic is to
 * store first, if anything. Its {@link io.herald.broker.request.PartitionRequest} brings along what
 * is done in the partitions. A new operation is one request, one answer, their layouts, and a class
 * with the handler: nothing on the way knows it.
 */
package io.herald.broker.request;
