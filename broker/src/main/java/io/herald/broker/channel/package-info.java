/**
 * Channels. {@link io.herald.broker.channel.Channel} asks the rules of delivery who gets which
 * message and moves the bytes; {@link io.herald.broker.channel.ChannelCursor} keeps what must
 * survive.
 */
package io.herald.broker.channel;
