/**
 * Bytes in and out. A Netty event loop is also the executor of Akka's default dispatcher, so that a
 * chunk from a socket, the connection's stage, the topic, the journal and the channel all run on
 * one thread without a hand-off: {@link io.herald.broker.tcp.TcpListener} accepts, {@link
 * io.herald.broker.tcp.SocketFlow} is the socket as a stream, {@link
 * io.herald.broker.tcp.ConnectionStage} speaks the protocol. {@link
 * io.herald.broker.tcp.TransportLayer}s, which are TLS and compression, come between socket and
 * stream when a client asks for them.
 */
package io.herald.broker.tcp;
