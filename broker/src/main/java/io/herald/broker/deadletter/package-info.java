/**
 * Dead letters: messages that a channel has delivered as often as it may, as they are put into the
 * topic where they wait for somebody to look at them and send them back.
 */
package io.herald.broker.deadletter;
