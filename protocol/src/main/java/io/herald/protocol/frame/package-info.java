/** What a server sends: responses, errors and messages, each in a frame. */
package io.herald.protocol.frame;
