package io.herald.persistence.cassandra;

/** Why Cassandra cannot be used, in one line for the operator. */
public final class CassandraException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the line. */
  public CassandraException(String line) {
    super(line);
  }

  /** With the line, which says all of the cause that an operator needs. */
  public CassandraException(String line, Throwable cause) {
    super(line);
    addSuppressed(cause);
  }
}
