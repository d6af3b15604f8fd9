package io.herald.broker.channel;

/** Something that a part of the channel has waited for is there; it goes on in the channel. */
record Resumed(Runnable next) implements Channel.Command {}
