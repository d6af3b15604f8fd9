/**
 * What a channel remembers of one partition: how far it has read, what is finished, what waits.
 *
 * <p>A channel is a cursor on a partition's log, never a copy of its messages. The states and
 * events here are immutable and plain; only the serializer knows Akka.
 *
 * <pre>
 *            ackFloor                       readTo              tail
 *   ...........|####--##-####-------#-#######|....................|
 *   all finished  # finished (acked)  - not    never read yet
 * </pre>
 */
package io.herald.persistence.cursor;
