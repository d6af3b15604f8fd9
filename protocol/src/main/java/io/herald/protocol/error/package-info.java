/** The errors a client may be told, and which of them end its connection. */
package io.herald.protocol.error;
