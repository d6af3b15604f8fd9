package io.herald.broker.stats;

/**
 * Who a client is, as an auth server says.
 *
 * @param authed whether AUTH has given it any authorization
 * @param identity for people; may be empty
 * @param identityUrl where to read more; may be empty
 */
public record ClientAuth(boolean authed, String identity, String identityUrl) {
  /** A client that has not sent AUTH. */
  public static final ClientAuth NONE = new ClientAuth(false, "", "");
}
