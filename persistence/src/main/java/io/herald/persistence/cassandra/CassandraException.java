package io.herald.persistence.cassandra;

/** Why Cassandra cannot be used, in one line for the operator. */
public final class CassandraException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the line. */
  public CassandraException(String line) {
    super(line);
  }

  /** With the line, and what led to it. */
  public CassandraException(String line, Throwable cause) {
    super(line, cause);
  }
}
