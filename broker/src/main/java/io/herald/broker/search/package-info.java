/**
 * Looking for messages by what is in them: a scan of history from one offset on, bounded in bytes
 * and in results, which says how far it has looked.
 */
package io.herald.broker.search;
