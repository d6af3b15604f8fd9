/**
 * A message as bytes: its id, its frame, and batches of frames that go to disk and to consumers
 * alike.
 */
package io.herald.protocol.message;
