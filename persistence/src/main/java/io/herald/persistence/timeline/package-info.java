/** What happened to messages that are traced. */
package io.herald.persistence.timeline;
