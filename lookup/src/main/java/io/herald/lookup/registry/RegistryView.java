package io.herald.lookup.registry;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The registry as one node knows it at one moment, and nsqlookupd's rules for reading it.
 * Immutable, so HTTP threads read it without asking the {@link Registry}. Lists are sorted, so that
 * all nodes answer alike; nsqlookupd's order is random.
 *
 * <p>One nsqd may be connected to several nodes. An answer names it once: by its connection to the
 * first of these nodes, in node order.
 */
public final class RegistryView {
  private final Parts parts;
  private final Nodes nodes;
  private final Map<Long, Instant> heard;
  private final Map<Registration, Long> ownDeletions;
  private final RegistryRules rules;
  private final Supplier<TopicIndex> sorted;

  /**
   * A view.
   *
   * @param heard when each producer connected to this node was last heard of, by serial
   * @param ownDeletions which channels the own broker has deleted, with the stamp of that
   */
  RegistryView(
      Parts parts,
      Nodes nodes,
      Map<Long, Instant> heard,
      Map<Registration, Long> ownDeletions,
      RegistryRules rules) {
    this.parts = parts;
    this.nodes = nodes;
    this.heard = heard;
    this.ownDeletions = ownDeletions;
    this.rules = rules;
    this.sorted = new Once<>(() -> TopicIndex.of(parts));
  }

  /** {@code GET /lookup}; empty if there is no such topic. */
  public Optional<LookupAnswer> lookup(String topic, Instant now) {
    return lookup(topic, now, id -> true);
  }

  /** {@code GET /lookup?access=w}: without the producers of nodes that do not serve. */
  Optional<LookupAnswer> whereToPublish(String topic, Instant now) {
    return lookup(topic, now, id -> nodes.serving().contains(id.owner()));
  }

  private Optional<LookupAnswer> lookup(String topic, Instant now, Predicate<ProducerId> isWanted) {
    TopicRows rows = parts.topic(topic);
    if (!rows.isListed(RowKey.TOPIC)) {
      return Optional.empty();
    }
    NavigableMap<ProducerId, Producer> found = new TreeMap<>();
    rows.producers(RowKey.TOPIC, id -> isPresent(id) && isWanted.test(id))
        .forEach(
            (id, registered) -> {
              if (isActive(id, now) && !isTombstoned(rows.tombstone(id, registered), now)) {
                found.put(id, producer(id));
              }
            });
    List<Producer> producers = eachOnce(found).values().stream().toList();
    return Optional.of(new LookupAnswer(channels(topic), producers));
  }

  /** {@code GET /topics}, sorted. */
  public List<String> topics() {
    return sorted.get().topics();
  }

  /** {@code GET /channels}, sorted; empty for an unknown topic. */
  public List<String> channels(String topic) {
    return parts.topic(topic).rows().entrySet().stream()
        .filter(row -> !row.getKey().isEmpty() && row.getValue().isLive())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * The lasting channels a topic has apart from the own broker's. A row nobody produces counts, as
   * the node that did may be down, or somebody has created it by hand; unless the own broker has
   * deleted the channel, which must not bring it back.
   */
  Set<ChannelName> channelsElsewhere(TopicName topic) {
    TopicRows rows = parts.topic(topic.value());
    return channels(topic.value()).stream()
        .filter(channel -> !RowKey.isEphemeral(topic.value(), channel))
        .filter(channel -> isElsewhere(Registration.of(topic, new ChannelName(channel)), rows))
        .map(ChannelName::new)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isElsewhere(Registration registration, TopicRows rows) {
    ProducerId own = new ProducerId(nodes.self(), ProducerId.OWN_BROKER);
    String row = registration.channel();
    boolean isOwn =
        rows.isRegistered(own, row) // about to be deleted, or there would be no need to ask
            || ownDeletions.getOrDefault(registration, 0L) >= rows.life(row).added();
    return !isOwn || !rows.producers(row, id -> !id.equals(own) && isPresent(id)).isEmpty();
  }

  /** {@code GET /nodes}: the active producers, also the tombstoned ones. */
  public List<NodeAnswer> nodes(Instant now) {
    NavigableMap<ProducerId, Producer> active = new TreeMap<>();
    presentProducers().stream()
        .filter(id -> isActive(id, now))
        .forEach(id -> active.put(id, producer(id)));
    List<NodeAnswer> nodes = new ArrayList<>();
    eachOnce(active)
        .forEach(
            (id, producer) -> {
              List<TopicIndex.Produced> topics = sorted.get().of(id);
              nodes.add(
                  new NodeAnswer(
                      producer,
                      topics.stream().map(TopicIndex.Produced::topic).toList(),
                      topics.stream().map(topic -> isTombstoned(topic.tombstone(), now)).toList()));
            });
    return nodes;
  }

  /** {@code GET /debug}: each row that has producers, as {@code category:key:subkey}. */
  public NavigableMap<String, List<DebugAnswer>> debug(Instant now) {
    NavigableMap<String, List<DebugAnswer>> rows = new TreeMap<>();
    for (ProducerId id : presentProducers()) {
      DebugAnswer answer = new DebugAnswer(producer(id), lastUpdate(id, now), Optional.empty());
      rows.computeIfAbsent("client::", any -> new ArrayList<>()).add(answer);
    }
    for (RegistryPart part : parts.all()) {
      part.topics()
          .forEach(
              (name, topic) -> topic.rows().keySet().forEach(row -> debug(name, row, now, rows)));
    }
    return rows;
  }

  private void debug(String name, String row, Instant now, Map<String, List<DebugAnswer>> rows) {
    TopicRows topic = parts.topic(name);
    String key = row.isEmpty() ? "topic:" + name + ":" : "channel:" + name + ":" + row;
    List<DebugAnswer> answers = new ArrayList<>();
    new TreeMap<>(topic.producers(row, this::isPresent))
        .forEach(
            (id, registered) -> {
              Tombstone tombstone = row.isEmpty() ? topic.tombstone(id, registered) : null;
              answers.add(
                  new DebugAnswer(
                      producer(id),
                      lastUpdate(id, now),
                      Optional.ofNullable(tombstone)
                          .map(set -> Instant.ofEpochMilli(set.atMillis()))));
            });
    if (!answers.isEmpty()) {
      rows.put(key, answers);
    }
  }

  private Set<ProducerId> presentProducers() {
    Set<ProducerId> present = new TreeSet<>();
    for (RegistryPart part : parts.all()) {
      part.producers()
          .forEach(
              (owner, slot) -> {
                for (long serial : slot.producers().keySet()) {
                  present.add(new ProducerId(owner, serial));
                }
              });
    }
    present.removeIf(id -> !isPresent(id));
    return present;
  }

  private static NavigableMap<ProducerId, Producer> eachOnce(
      NavigableMap<ProducerId, Producer> all) {
    Map<String, NodeId> firstOwner = new HashMap<>();
    NavigableMap<ProducerId, Producer> once = new TreeMap<>();
    all.forEach(
        (id, producer) -> {
          NodeId first = firstOwner.putIfAbsent(producer.clientAddress(), id.owner());
          if (first == null || first.equals(id.owner())) {
            once.put(id, producer);
          }
        });
    return once;
  }

  private Producer producer(ProducerId id) {
    return parts.producer(id).producer();
  }

  private boolean isPresent(ProducerId id) {
    return nodes.isMember(id.owner()) && parts.producer(id) != null;
  }

  private boolean isTombstoned(Tombstone tombstone, Instant now) {
    return tombstone != null
        && Duration.between(Instant.ofEpochMilli(tombstone.atMillis()), now)
                .compareTo(rules.tombstoneLifetime())
            < 0;
  }

  /**
   * The node a producer is connected to knows exactly; the others are told when it falls silent.
   */
  private boolean isActive(ProducerId id, Instant now) {
    if (!id.owner().equals(nodes.self())) {
      return !parts.producer(id).silent();
    }
    Duration silence = Duration.between(lastUpdate(id, now), now);
    return silence.compareTo(rules.inactiveProducerTimeout()) <= 0;
  }

  private Instant lastUpdate(ProducerId id, Instant now) {
    if (id.serial() == ProducerId.OWN_BROKER) {
      return now; // a broker lives as long as its node
    }
    Instant told = Instant.ofEpochMilli(parts.producer(id).lastSeenMillis());
    return id.owner().equals(nodes.self()) ? heard.getOrDefault(id.serial(), told) : told;
  }
}
