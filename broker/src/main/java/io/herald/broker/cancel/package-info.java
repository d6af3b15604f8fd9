/** Cancelling messages that wait for their time: a request to one partition and one channel. */
package io.herald.broker.cancel;
