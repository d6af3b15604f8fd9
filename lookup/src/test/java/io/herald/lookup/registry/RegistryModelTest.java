package io.herald.lookup.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands to our registry and to nsqlookupd's rules written plainly: answers are equal. */
class RegistryModelTest {
  private static final int STEPS = 2_500;
  private static final NodeId SELF = new NodeId("akka://herald@127.0.0.1:1", 7);
  private static final List<String> TOPICS = List.of("a", "b", "c", "d#ephemeral");
  private static final List<String> CHANNELS = List.of("x", "y", "z#ephemeral");
  private static final int HOST_COUNT = 4;

  private final Replica replica = new Replica(SELF, 1_000);
  private final PlainRegistrationDb plain = new PlainRegistrationDb(RegistryRules.DEFAULT);
  private final Map<Long, Instant> heard = new HashMap<>();
  private final List<Long> connected = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long serials;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void answersAreThoseOfNsqlookupd(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(20));
      String done = step(random);
      compare("seed " + seed + ", step " + step + ": " + done);
    }
  }

  private String step(Random random) {
    String topic = TOPICS.get(random.nextInt(TOPICS.size()));
    String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
    String row = random.nextBoolean() ? channel : "";
    int kind = random.nextInt(20);
    if (connected.isEmpty() || (kind == 0 && connected.size() < 6)) {
      return connect(random.nextInt(HOST_COUNT));
    }
    long serial = connected.get(random.nextInt(connected.size()));
    if (kind < 8) {
      plain.register(serial, topic, row);
      apply(new RegistryChange.Register(serial, new Registration(topic, row)));
      return "REGISTER " + serial + " " + topic + " " + row;
    } else if (kind < 12) {
      plain.unregister(serial, topic, row);
      apply(new RegistryChange.Unregister(serial, new Registration(topic, row)));
      return "UNREGISTER " + serial + " " + topic + " " + row;
    } else if (kind < 14) {
      plain.ping(serial, now);
      heard.put(serial, now);
      return "PING " + serial;
    } else if (kind == 14) {
      plain.disconnect(serial);
      connected.remove(serial);
      heard.remove(serial);
      apply(new RegistryChange.Disconnect(serial));
      return "disconnect " + serial;
    }
    return post(random, topic, channel, kind);
  }

  private String connect(int host) {
    long serial = ++serials;
    Producer producer =
        new Producer("10.0.0.9:" + serial, "h", "host" + host, 4150, 4151, "1.3.0", "", "");
    plain.identify(serial, producer, now);
    connected.add(serial);
    heard.put(serial, now);
    apply(new RegistryChange.Connect(serial, producer));
    return "IDENTIFY " + serial;
  }

  private String post(Random random, String topic, String channel, int kind) {
    switch (kind) {
      case 15 -> {
        plain.createTopic(topic);
        apply(new RegistryChange.Create(new Registration(topic, "")));
        return "/topic/create " + topic;
      }
      case 16 -> {
        plain.createChannel(topic, channel);
        apply(new RegistryChange.Create(new Registration(topic, channel)));
        return "/channel/create " + topic + " " + channel;
      }
      case 17 -> {
        plain.deleteTopic(topic);
        apply(new RegistryChange.DeleteTopic(topic));
        return "/topic/delete " + topic;
      }
      case 18 -> {
        boolean found = plain.deleteChannel(topic, channel);
        assertThat(apply(new RegistryChange.DeleteChannel(topic, channel))).isEqualTo(found);
        return "/channel/delete " + topic + " " + channel;
      }
      default -> {
        String node = "host" + random.nextInt(HOST_COUNT) + ":4151";
        plain.tombstone(topic, node, now);
        apply(new RegistryChange.TombstoneTopic(topic, node));
        return "/topic/tombstone " + topic + " " + node;
      }
    }
  }

  private boolean apply(RegistryChange change) {
    return replica.apply(change, now);
  }

  private void compare(String what) {
    RegistryView view =
        new RegistryView(
            replica.parts(), Nodes.only(SELF), Map.copyOf(heard), Map.of(), RegistryRules.DEFAULT);
    assertThat(view.topics()).as(what).isEqualTo(plain.topics());
    for (String topic : TOPICS) {
      assertThat(view.channels(topic)).as(what).isEqualTo(plain.channels(topic));
      assertThat(view.lookup(topic, now)).as(what).isEqualTo(plain.lookup(topic, now));
    }
    assertThat(view.nodes(now)).as(what).isEqualTo(plain.nodes(now));
    assertThat(view.debug(now)).as(what).isEqualTo(plain.debug());
  }
}
