/**
 * What a client sends (NSQ protocol V2), as records, with the decoder and the encoder of their
 * bytes.
 */
package io.herald.protocol.command;
