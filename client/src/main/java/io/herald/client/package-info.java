/** A small NSQ client that speaks the protocol module's wire and nothing else. */
package io.herald.client;
