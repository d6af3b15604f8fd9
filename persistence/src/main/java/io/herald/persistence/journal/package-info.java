/**
 * The embedded Akka Persistence journal: append-only segment files, one directory per persistence
 * id.
 */
package io.herald.persistence.journal;
