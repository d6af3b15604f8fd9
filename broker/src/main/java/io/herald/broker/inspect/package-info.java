/**
 * What an operator can look at: messages as they are stored, where each channel has them, and
 * whether the books of channels balance. Nothing here changes anything or costs anything before
 * somebody asks.
 */
package io.herald.broker.inspect;
