/**
 * Who may write a partition. A store that several nodes share does not fence writers, so ownership
 * is a lease: it is taken once per partition, kept alive once per node, and looked at between each
 * write and its OK.
 */
package io.herald.persistence.lease;
