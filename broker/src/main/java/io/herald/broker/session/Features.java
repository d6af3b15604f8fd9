package io.herald.broker.session;

/**
 * What a client has asked for, and is granted, around its connection (NSQ protocol, IDENTIFY).
 *
 * @param tls TLS
 * @param snappy compression with snappy, in its framing format
 * @param deflate compression with deflate, raw
 * @param deflateLevel from 1 (fast) to 9 (small); what it would be if deflate is not on
 */
public record Features(boolean tls, boolean snappy, boolean deflate, int deflateLevel) {
  /** nsqd's level for clients that ask for none. */
  static final int DEFLATE_LEVEL_DEFAULT = 6;

  /** Nothing around it. */
  public static final Features NONE = new Features(false, false, false, DEFLATE_LEVEL_DEFAULT);

  /** Whether anything is to change. */
  public boolean isAny() {
    return tls || snappy || deflate;
  }
}
