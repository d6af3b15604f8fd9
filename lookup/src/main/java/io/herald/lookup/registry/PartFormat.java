package io.herald.lookup.registry;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a {@link RegistryPart}. Big-endian; {@code n x} is an int32 count and that many x; a
 * node is written out the first time and is its number, from 0, afterwards. Maps are written in the
 * order of their keys: equal parts must be equal bytes, since replicas compare digests.
 *
 * <pre>
 *   part       horizon:int64  n topic  n producers
 *   topic      name:utf  n row  n slot  n tombstone
 *   row        name:utf  added:int64  removed:int64
 *   slot       node  version:int64  n (row:utf  n (serial:int64  stamp:int64))
 *   tombstone  node  serial:int64  stamp:int64  at:int64
 *   producers  node  version:int64  n (serial:int64  producer  lastSeen:int64  silent:int8)
 *   producer   remote, hostname, broadcast: utf  tcp, http: int32  version, zone, region: utf
 *   node       number:int32  (if new:  address:utf  incarnation:int64)
 * </pre>
 */
final class PartFormat {
  private PartFormat() {}

  private interface EntryWriter<K, V> {
    void write(K key, V value) throws IOException;
  }

  private interface EntryReader<K, V> {
    void readInto(Map<K, V> map) throws IOException;
  }

  /** Writes one part. */
  static final class Writer {
    private final DataOutputStream out;
    private final Map<NodeId, Integer> nodes = new HashMap<>();

    Writer(DataOutputStream out) {
      this.out = out;
    }

    void write(RegistryPart part) throws IOException {
      out.writeLong(part.horizon());
      each(part.topics(), this::topic);
      each(part.producers(), this::producers);
    }

    private <K extends Comparable<K>, V> void each(Map<K, V> map, EntryWriter<K, V> entry)
        throws IOException {
      out.writeInt(map.size());
      Collection<Map.Entry<K, V>> sorted = new TreeMap<>(map).entrySet();
      for (Map.Entry<K, V> next : sorted) {
        entry.write(next.getKey(), next.getValue());
      }
    }

    private void topic(String name, TopicRows topic) throws IOException {
      out.writeUTF(name);
      each(
          topic.rows(),
          (row, life) -> {
            out.writeUTF(row);
            out.writeLong(life.added());
            out.writeLong(life.removed());
          });
      each(topic.slots(), this::slot);
      each(
          topic.tombstones(),
          (id, tombstone) -> {
            node(id.owner());
            out.writeLong(id.serial());
            out.writeLong(tombstone.stamp());
            out.writeLong(tombstone.atMillis());
          });
    }

    private void slot(NodeId owner, OwnerSlot slot) throws IOException {
      node(owner);
      out.writeLong(slot.version());
      each(
          slot.rows(),
          (row, producers) -> {
            out.writeUTF(row);
            each(
                producers,
                (serial, stamp) -> {
                  out.writeLong(serial);
                  out.writeLong(stamp);
                });
          });
    }

    private void producers(NodeId owner, ProducerSlot slot) throws IOException {
      node(owner);
      out.writeLong(slot.version());
      each(
          slot.producers(),
          (serial, state) -> {
            out.writeLong(serial);
            producer(state.producer());
            out.writeLong(state.lastSeenMillis());
            out.writeBoolean(state.silent());
          });
    }

    private void producer(Producer producer) throws IOException {
      out.writeUTF(producer.remoteAddress());
      out.writeUTF(producer.hostname());
      out.writeUTF(producer.broadcastAddress());
      out.writeInt(producer.tcpPort());
      out.writeInt(producer.httpPort());
      out.writeUTF(producer.version());
      out.writeUTF(producer.topologyZone());
      out.writeUTF(producer.topologyRegion());
    }

    private void node(NodeId node) throws IOException {
      Integer known = nodes.get(node);
      out.writeInt(known == null ? nodes.size() : known);
      if (known == null) {
        nodes.put(node, nodes.size());
        out.writeUTF(node.address());
        out.writeLong(node.incarnation());
      }
    }
  }

  /** Reads one part. */
  static final class Reader {
    private final DataInputStream in;
    private final List<NodeId> nodes = new ArrayList<>();

    Reader(DataInputStream in) {
      this.in = in;
    }

    RegistryPart read() throws IOException {
      long horizon = in.readLong();
      Map<String, TopicRows> topics = each(map -> map.put(in.readUTF(), topic()));
      Map<NodeId, ProducerSlot> producers = each(map -> map.put(node(), producers()));
      return new RegistryPart(topics, producers, horizon);
    }

    private <K, V> Map<K, V> each(EntryReader<K, V> entry) throws IOException {
      Map<K, V> map = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        entry.readInto(map);
      }
      return Map.copyOf(map);
    }

    private TopicRows topic() throws IOException {
      Map<String, RowLife> rows =
          each(map -> map.put(in.readUTF(), new RowLife(in.readLong(), in.readLong())));
      Map<NodeId, OwnerSlot> slots = each(map -> map.put(node(), slot()));
      Map<ProducerId, Tombstone> tombstones =
          each(
              map ->
                  map.put(
                      new ProducerId(node(), in.readLong()),
                      new Tombstone(in.readLong(), in.readLong())));
      return new TopicRows(rows, slots, tombstones);
    }

    private OwnerSlot slot() throws IOException {
      long version = in.readLong();
      Map<String, Map<Long, Long>> rows =
          each(
              map -> {
                String row = in.readUTF();
                map.put(row, each(producers -> producers.put(in.readLong(), in.readLong())));
              });
      return new OwnerSlot(version, rows);
    }

    private ProducerSlot producers() throws IOException {
      long version = in.readLong();
      Map<Long, ProducerState> producers =
          each(
              map -> {
                long serial = in.readLong();
                map.put(serial, new ProducerState(producer(), in.readLong(), in.readBoolean()));
              });
      return new ProducerSlot(version, producers);
    }

    private Producer producer() throws IOException {
      return new Producer(
          in.readUTF(),
          in.readUTF(),
          in.readUTF(),
          in.readInt(),
          in.readInt(),
          in.readUTF(),
          in.readUTF(),
          in.readUTF());
    }

    private NodeId node() throws IOException {
      int number = in.readInt();
      if (number < 0 || number > nodes.size()) {
        throw new IOException("node " + number + " of " + nodes.size());
      }
      if (number == nodes.size()) {
        nodes.add(new NodeId(in.readUTF().intern(), in.readLong()));
      }
      return nodes.get(number);
    }
  }
}
