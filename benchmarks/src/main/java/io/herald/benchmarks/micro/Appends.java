package io.herald.benchmarks.micro;

/** A way of events into a log, down to the disk. */
interface Appends {
  /** Begins an empty log. */
  void begin() throws Exception;

  /** Appends events, each when the last is confirmed. */
  void append(int count) throws Exception;

  /** Removes the log, so that only one at a time takes up the disk. */
  void end() throws Exception;

  /** Closes the store and all that uses it. */
  void close() throws Exception;
}
