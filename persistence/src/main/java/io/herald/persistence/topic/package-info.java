/** What is on disk of a topic: that it exists, its channels, whether it is paused. */
package io.herald.persistence.topic;
