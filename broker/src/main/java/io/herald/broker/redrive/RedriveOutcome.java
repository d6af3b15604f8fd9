package io.herald.broker.redrive;

import io.herald.protocol.name.TopicName;

/**
 * What a redrive has done.
 *
 * @param deadLetterTopic where it looked
 * @param redriven how many were sent back, or would be
 * @param left how many it looked at and left
 * @param more whether it ended at its limit, so that there may be more
 */
public record RedriveOutcome(TopicName deadLetterTopic, long redriven, long left, boolean more) {}
