package io.herald.persistence.lease;

/**
 * Who wrote an event: later writers are larger. It stands beside every event of a persistence id
 * whose owner may change, as {@code epoch.life}; events without it are older than all that have it.
 *
 * @param epoch of the owner; 0: not stamped
 * @param life how often this owner has recovered the persistence id, from 1
 */
public record WriterStamp(long epoch, long life) implements Comparable<WriterStamp> {
  /** Of an event that was written where there is only one owner. */
  public static final WriterStamp NONE = new WriterStamp(0, 0);

  /**
   * What {@link #toString} has made.
   *
   * @throws IllegalArgumentException if it was something else
   */
  public static WriterStamp parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("not a writer's stamp: " + text);
    }
    return new WriterStamp(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }

  @Override
  public int compareTo(WriterStamp other) {
    return epoch == other.epoch ? Long.compare(life, other.life) : Long.compare(epoch, other.epoch);
  }

  @Override
  public String toString() {
    return epoch == 0 ? "" : epoch + "." + life;
  }
}
