/**
 * What one connection knows, apart from its bytes: what its client asked for, which replies it is
 * owed and in which order, and the messages the broker's actors send to it.
 */
package io.herald.broker.session;
