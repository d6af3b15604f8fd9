package io.herald.lookup.registry;

/** What may be done to the registry: nsqlookupd's commands and POST routes, and our own broker. */
public sealed interface RegistryChange {

  /**
   * A producer connected and said who it is (IDENTIFY), or the own broker bound its ports.
   *
   * @param serial {@link ProducerId#OWN_BROKER} or a fresh number of this node
   */
  record Connect(long serial, Producer producer) implements RegistryChange {}

  /** A producer's connection is gone: so are its registrations, though the rows stay listed. */
  record Disconnect(long serial) implements RegistryChange {}

  /** REGISTER; a channel brings its topic along. */
  record Register(long serial, Registration registration) implements RegistryChange {}

  /** UNREGISTER; a topic takes the producer's channels along. */
  record Unregister(long serial, Registration registration) implements RegistryChange {}

  /** POST /topic/create or /channel/create; a channel brings its topic along. */
  record Create(Registration registration) implements RegistryChange {}

  /** POST /topic/delete: the topic's rows go with all registrations; the nsqds are not told. */
  record DeleteTopic(String topic) implements RegistryChange {}

  /** POST /channel/delete; refused if there is no such channel. */
  record DeleteChannel(String topic, String channel) implements RegistryChange {}

  /**
   * POST /topic/tombstone: the producers at this address are hidden from consumers of the topic.
   *
   * @param node {@code broadcast_address:http_port}
   */
  record TombstoneTopic(String topic, String node) implements RegistryChange {}
}
