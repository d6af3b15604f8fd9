/**
 * Port 4160: nsqlookupd's TCP protocol V1, by which real nsqds register. Bytes go through {@link
 * io.herald.lookup.tcp.LookupCommandDecoder} and {@link io.herald.lookup.tcp.LookupSession} to the
 * registry; replies are an int32 size and that many bytes, with no frame type.
 */
package io.herald.lookup.tcp;
