package io.herald.lookup.tcp;

import io.herald.lookup.registry.Producer;
import io.herald.lookup.registry.Registration;

/** What a producer sends to port 4160 (nsqlookupd's TCP protocol V1). */
public sealed interface LookupCommand {

  /**
   * IDENTIFY.
   *
   * @param producer who it says it is; the remote address is not known here and empty
   */
  record Identify(Producer producer) implements LookupCommand {}

  /** REGISTER topic [channel]. */
  record Register(Registration registration) implements LookupCommand {}

  /** UNREGISTER topic [channel]. */
  record Unregister(Registration registration) implements LookupCommand {}

  /** PING, the only command that may come before IDENTIFY. */
  record Ping() implements LookupCommand {}

  /**
   * A breach: its text is sent and the connection closed; nothing follows.
   *
   * @param error as nsqlookupd words it, one char for each byte
   */
  record Refused(String error) implements LookupCommand {}
}
