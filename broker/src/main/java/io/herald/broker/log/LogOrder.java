package io.herald.broker.log;

import io.herald.config.LogLevel;

/**
 * What a log shall do about a level. Orders are answered with the level that counts then.
 *
 * <p>They cross nodes inside {@link LogKeeper.Carry}.
 */
public sealed interface LogOrder {
  /** A class or package name; empty = everything that has no level of its own. */
  String logger();

  /** Nothing but tell. */
  record Show(String logger) implements LogOrder {}

  /** Take this level, until the node ends. */
  record Set(String logger, LogLevel level) implements LogOrder {}

  /** Have no level of its own any more; the nearest name above counts. */
  record Reset(String logger) implements LogOrder {}
}
