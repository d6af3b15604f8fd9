package io.herald.lookup.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartSerializerTest {
  private static final NodeId NODE = new NodeId("n", 5);

  /** What version P1 of the format is, once and for all: other nodes of this version read it. */
  private static final String GOLDEN =
      "0000000000000007" // horizon
          + "00000001" // one topic
          + ("000174" + "00000001") // t, one row
          + ("0000" + "0000000000000010" + "0000000000000003") // the topic's own
          + ("00000001" + "00000000" + "00016e" + "0000000000000005") // one slot, of a new node
          + ("0000000000000011" + "00000001") // version, one row
          + ("0000" + "00000001" + "0000000000000009" + "0000000000000010")
          + "00000001" // one tombstone, of node 0
          + ("00000000" + "0000000000000009" + "0000000000000012" + "0000000000000064")
          + "00000001" // one node's producers
          + ("00000000" + "0000000000000013" + "00000001" + "0000000000000009")
          + ("000172" + "000168" + "000162" + "00001036" + "00001037" + "000176")
          + ("00017a" + "000167" + "0000000000000065" + "01");

  private final PartSerializer serializer = new PartSerializer();

  @Test
  void theFormatIsAsItWas() throws NotSerializableException {
    assertThat(HexFormat.of().formatHex(serializer.toBinary(example()))).isEqualTo(GOLDEN);
    byte[] golden = HexFormat.of().parseHex(GOLDEN);
    assertThat(serializer.fromBinary(golden, "P1")).isEqualTo(example());
  }

  @Test
  void equalPartsAreEqualBytesHoweverTheyCameAbout() throws NotSerializableException {
    Replica replica = busyReplica();
    for (RegistryPart part : replica.parts().all()) {
      byte[] bytes = serializer.toBinary(ReplicatedPart.of(part));
      Object read = serializer.fromBinary(bytes, "P1");
      assertThat(read).isEqualTo(ReplicatedPart.of(part));
      assertThat(serializer.toBinary(read)).isEqualTo(bytes);
    }
  }

  @Test
  void brokenBytesAreRefusedAndNothingElseHappens() {
    Random random = new Random(3);
    byte[] whole = HexFormat.of().parseHex(GOLDEN);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> serializer.fromBinary(cut, "P1"))
          .isInstanceOf(NotSerializableException.class);
    }
    int refusedCount = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] mutated = whole.clone();
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      try {
        assertThat(serializer.fromBinary(mutated, "P1")).isInstanceOf(ReplicatedPart.class);
      } catch (NotSerializableException refused) {
        refusedCount++;
      }
    }
    assertThat(refusedCount).isBetween(100, 1_999);
    assertThatThrownBy(() -> serializer.fromBinary(whole, "P2"))
        .isInstanceOf(NotSerializableException.class);
  }

  private static ReplicatedPart example() {
    Producer producer = new Producer("r", "h", "b", 4150, 4151, "v", "z", "g");
    TopicRows topic =
        new TopicRows(
            Map.of("", new RowLife(16, 3)),
            Map.of(NODE, new OwnerSlot(17, Map.of("", Map.of(9L, 16L)))),
            Map.of(new ProducerId(NODE, 9), new Tombstone(18, 100)));
    ProducerSlot producers =
        new ProducerSlot(19, Map.of(9L, new ProducerState(producer, 101, true)));
    return ReplicatedPart.of(new RegistryPart(Map.of("t", topic), Map.of(NODE, producers), 7));
  }

  private static Replica busyReplica() {
    Replica replica = new Replica(NODE, 10_000);
    replica.members(Set.of(NODE));
    Instant now = Instant.ofEpochMilli(1_000);
    for (long serial = 1; serial <= 20; serial++) {
      Producer producer = new Producer("r" + serial, "h", "b", 1, 2, "v", "", "");
      replica.apply(new RegistryChange.Connect(serial, producer), now);
      for (int topic = 0; topic < 100; topic++) {
        Registration registration = new Registration("topic" + topic, "ch" + serial % 3);
        replica.apply(new RegistryChange.Register(serial, registration), now);
      }
    }
    replica.apply(new RegistryChange.TombstoneTopic("topic1", "b:2"), now);
    replica.apply(new RegistryChange.DeleteTopic("topic2"), now);
    return replica;
  }
}
