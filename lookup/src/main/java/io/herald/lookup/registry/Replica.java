package io.herald.lookup.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * This node's copy of the registry and the rules by which it changes (nsqlookupd's RegistrationDB).
 * Every change is made here first and collected as the parts written, which the other nodes' copies
 * join. Not thread-safe: the {@link Registry} actor holds it.
 *
 * <p>Stamps are epoch milliseconds, moved past every stamp the topic has seen: a change wins over
 * all it knew of, and between changes that did not know of each other the clocks decide.
 */
final class Replica {
  private final NodeId self;
  private final Map<Integer, RegistryPart> written = new HashMap<>();
  private final OwnDeletions ownDeletions = new OwnDeletions();
  private Parts parts = Parts.EMPTY;
  private Set<NodeId> members = Set.of();
  private final int rowsMax;
  private int rowCount;

  Replica(NodeId self, int rowsMax) {
    this.self = self;
    this.rowsMax = rowsMax;
  }

  Parts parts() {
    return parts;
  }

  Set<NodeId> members() {
    return members;
  }

  /** Which nodes are in the cluster; what others wrote is hidden. This node always counts. */
  void members(Set<NodeId> nodes) {
    this.members = Set.copyOf(nodes);
  }

  /** What the own broker has deleted and is listed still, see {@link OwnDeletions}. */
  Map<Registration, Long> ownDeletions() {
    return ownDeletions.stamps();
  }

  /** What has changed here since the last call, by part: to be joined by the other replicas. */
  Map<Integer, RegistryPart> takeWritten() {
    Map<Integer, RegistryPart> taken = Map.copyOf(written);
    written.clear();
    return taken;
  }

  /** Takes over what the replicator holds of a part; returns whether anything was new. */
  boolean merge(int index, RegistryPart part) {
    RegistryPart mine = parts.part(index);
    if (mine.equals(part)) {
      parts = parts.with(index, part); // so that memory holds what is equal once
      return false;
    }
    RegistryPart joined = mine.join(part);
    replace(index, joined.equals(part) ? part : joined);
    return !joined.equals(mine);
  }

  /**
   * Tidies up what is over: own registrations whose row was deleted, and ephemeral rows that stood
   * empty since before {@code upTo}, as after two nodes each took away what it thought was not the
   * last producer.
   */
  void tidy(long upTo, Instant now) {
    for (RegistryPart part : parts.all()) {
      part.topics().forEach((topic, rows) -> tidy(topic, rows, upTo, now));
    }
    ownDeletions.tidy(parts);
  }

  private void tidy(String topic, TopicRows rows, long upTo, Instant now) {
    TopicChange change = change(topic, now);
    change.forgetCovered(self);
    rows.rows()
        .forEach(
            (row, life) -> {
              if (life.added() <= upTo
                  && RowKey.isEphemeral(topic, row)
                  && producersOf(topic, row).isEmpty()) {
                change.removeRow(row);
              }
            });
    write(topic, change);
  }

  /** Drops the markers of what was over before {@code upTo}; returns the parts that changed. */
  List<Integer> settle(long upTo) {
    List<Integer> changed = new ArrayList<>();
    for (int index = 0; index < Parts.COUNT; index++) {
      RegistryPart settled = parts.part(index).settled(upTo, this::isGone);
      if (!settled.equals(parts.part(index))) {
        replace(index, settled);
        changed.add(index);
      }
    }
    return changed;
  }

  /** Whether a node has left for good. */
  boolean isGone(NodeId node) {
    return !node.equals(self) && !members.contains(node);
  }

  /** Makes one change; returns whether it found what it is about. */
  boolean apply(RegistryChange change, Instant now) {
    if (change instanceof RegistryChange.Register register) {
      return register(register.serial(), register.registration(), now);
    } else if (change instanceof RegistryChange.Unregister unregister) {
      return unregister(unregister.serial(), unregister.registration(), now);
    } else if (change instanceof RegistryChange.Connect connect) {
      ProducerState state = new ProducerState(connect.producer(), now.toEpochMilli(), false);
      return write(connect.serial(), state, now);
    } else if (change instanceof RegistryChange.Disconnect disconnect) {
      return disconnect(disconnect.serial(), now);
    } else if (change instanceof RegistryChange.Create create) {
      return create(create.registration(), now);
    } else if (change instanceof RegistryChange.DeleteTopic delete) {
      return deleteTopic(delete.topic(), now);
    } else if (change instanceof RegistryChange.DeleteChannel delete) {
      return deleteRow(delete.topic(), delete.channel(), now);
    } else if (change instanceof RegistryChange.TombstoneTopic tombstone) {
      return tombstone(tombstone.topic(), tombstone.node(), now);
    }
    throw new AssertionError("unhandled " + change);
  }

  /** Writes a producer's state anew; also how a coarse sign of life reaches the other nodes. */
  boolean write(long serial, ProducerState state, Instant now) {
    int index = Parts.index(id(serial));
    ProducerSlot slot = parts.part(index).slot(self);
    write(index, slot.with(serial, state, stamp(index, slot.version(), now)));
    return true;
  }

  private boolean disconnect(long serial, Instant now) {
    int index = Parts.index(id(serial));
    ProducerSlot slot = parts.part(index).slot(self);
    if (!slot.producers().containsKey(serial)) {
      return false;
    }
    write(index, slot.without(serial, stamp(index, slot.version(), now)));
    for (RegistryPart part : parts.all()) {
      part.topics()
          .forEach((topic, rows) -> unregister(serial, topic, rows.slot(self).rowsOf(serial), now));
    }
    return true;
  }

  private boolean register(long serial, Registration registration, Instant now) {
    // The own broker has its topics whether there is room for them or not.
    boolean isOwn = serial == ProducerId.OWN_BROKER;
    if (!isOwn && (parts.producer(id(serial)) == null || isFullFor(registration))) {
      return false;
    }
    TopicChange change = change(registration.topic(), now);
    change.register(id(serial), RowKey.TOPIC);
    if (registration.isChannel()) {
      change.register(id(serial), registration.channel());
    }
    write(registration.topic(), change);
    return true;
  }

  private boolean unregister(long serial, Registration registration, Instant now) {
    String topic = registration.topic();
    Set<String> rows = new TreeSet<>(Set.of(registration.channel()));
    if (!registration.isChannel()) {
      rows.addAll(parts.topic(topic).slot(self).rowsOf(serial));
    }
    unregister(serial, topic, rows, now);
    dropIfEmptyEphemeral(topic, registration.channel(), now); // also if it was never in it
    return true;
  }

  private void unregister(long serial, String topic, Set<String> rows, Instant now) {
    TopicRows before = parts.topic(topic);
    TopicChange change = change(topic, now);
    rows.forEach(row -> change.unregister(id(serial), row));
    write(topic, change);
    if (serial == ProducerId.OWN_BROKER) {
      ownDeletions.add(topic, rows, change.stamp());
    }
    rows.stream()
        .filter(row -> before.isRegistered(id(serial), row))
        .forEach(row -> dropIfEmptyEphemeral(topic, row, now));
  }

  private void dropIfEmptyEphemeral(String topic, String row, Instant now) {
    if (RowKey.isEphemeral(topic, row) && producersOf(topic, row).isEmpty()) {
      TopicChange change = change(topic, now);
      change.removeRow(row);
      write(topic, change);
    }
  }

  private boolean isFullFor(Registration registration) {
    return rowCount >= rowsMax
        && !parts.topic(registration.topic()).isListed(registration.channel());
  }

  private boolean create(Registration registration, Instant now) {
    if (isFullFor(registration)) {
      return false;
    }
    TopicChange change = change(registration.topic(), now);
    change.addRow(RowKey.TOPIC);
    if (registration.isChannel()) {
      change.addRow(registration.channel());
    }
    write(registration.topic(), change);
    return true;
  }

  private boolean deleteTopic(String topic, Instant now) {
    TopicChange change = change(topic, now);
    parts.topic(topic).rows().keySet().forEach(change::removeRow);
    write(topic, change);
    return true;
  }

  private boolean deleteRow(String topic, String row, Instant now) {
    if (!parts.topic(topic).isListed(row)) {
      return false;
    }
    TopicChange change = change(topic, now);
    change.removeRow(row);
    write(topic, change);
    return true;
  }

  private boolean tombstone(String topic, String node, Instant now) {
    TopicChange change = change(topic, now);
    List<ProducerId> meant =
        producersOf(topic, RowKey.TOPIC).keySet().stream()
            .filter(id -> parts.producer(id).producer().node().equals(node))
            .toList();
    change.tombstone(meant, now.toEpochMilli());
    write(topic, change);
    return true;
  }

  /** Who is registered in a row, connected, and on a node of the cluster. */
  Map<ProducerId, Long> producersOf(String topic, String row) {
    return parts.topic(topic).producers(row, this::isPresent);
  }

  private boolean isPresent(ProducerId id) {
    return !isGone(id.owner()) && parts.producer(id) != null;
  }

  private ProducerId id(long serial) {
    return new ProducerId(self, serial);
  }

  private TopicChange change(String topic, Instant now) {
    TopicRows rows = parts.topic(topic);
    return new TopicChange(rows, stamp(Parts.index(topic), rows.latest(), now));
  }

  private long stamp(int index, long latest, Instant now) {
    long horizon = parts.part(index).horizon();
    return Math.max(now.toEpochMilli(), Math.max(latest, horizon) + 1);
  }

  private void write(String topic, TopicChange change) {
    TopicRows rows = change.written();
    if (!rows.isEmpty()) {
      write(Parts.index(topic), RegistryPart.change(topic, rows));
    }
  }

  private void write(int index, ProducerSlot slot) {
    write(index, RegistryPart.change(self, slot));
  }

  private void write(int index, RegistryPart change) {
    replace(index, parts.part(index).join(change));
    written.merge(index, change, RegistryPart::join);
  }

  private void replace(int index, RegistryPart part) {
    rowCount += part.rowCount() - parts.part(index).rowCount();
    parts = parts.with(index, part);
  }
}
