/**
 * The rules of delivery, in plain Java: no actors, no clock, no message bytes.
 *
 * <p>{@link io.herald.broker.delivery.ChannelLedger} is the door. It deals in offsets only: the
 * channel actor asks it who gets which offset, sends the bytes, and tells it what clients answered.
 *
 * <pre>
 *             offer            +-----------+  finish
 *   unread -----------------&gt;  | in flight | ---------&gt; finished
 *      |                       +-----------+
 *      | publish deferral        |  ^     | requeue(delay)
 *      |                         |  |     v
 *      |        requeue, expire, |  |   +----------+
 *      +------------------------ | -|-&gt; | deferred |
 *             consumer removed   |  |   +----------+
 *                                v  |        | due
 *     take   +----------+  &lt;-------------- --+
 *   +-----   | waiting  |           |
 *   |        +----------+           | redeliver
 *   v            ^ put back         |
 *   fetching ----+------------------+
 * </pre>
 *
 * <p>Memory is bounded by what is unfinished, never by the backlog.
 *
 * <p>{@link io.herald.broker.delivery.LedgerView} shows all of it to whoever asks; {@link
 * io.herald.broker.delivery.LedgerBooks} are counted anew, to compare.
 */
package io.herald.broker.delivery;
