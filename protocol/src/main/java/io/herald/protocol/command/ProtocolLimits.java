package io.herald.protocol.command;

/**
 * How large a client's input may be.
 *
 * @param lineBytesMax longest command line in bytes, LF included; nsqd's is 16 KiB
 * @param messageBytesMax largest message body in bytes (nsqd {@code --max-msg-size})
 * @param bodyBytesMax largest command body in bytes (nsqd {@code --max-body-size})
 * @param readyCountMax largest RDY (nsqd {@code --max-rdy-count})
 * @param deferMillisMax longest DPUB and REQ delay in milliseconds (nsqd {@code --max-req-timeout})
 */
public record ProtocolLimits(
    int lineBytesMax,
    int messageBytesMax,
    int bodyBytesMax,
    int readyCountMax,
    long deferMillisMax) {}
