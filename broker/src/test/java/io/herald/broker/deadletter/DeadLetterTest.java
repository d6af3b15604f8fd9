package io.herald.broker.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final long ID = MessageId.of(3, 246_000_000_001L);

  private static DeadLetter letter(byte[] body) {
    Instant at = Instant.parse("2026-11-26T13:00:00.123Z");
    return new DeadLetter(
        "orders", "billing", ID, 1_794_000_000_000_000_001L, 5, "timed out", at, body);
  }

  private static String topic(String topic, String channel, String configured) {
    return DeadLetterTopic.of(new TopicName(topic), new ChannelName(channel), configured).value();
  }

  @Test
  void aDeadLetterIsALineOfJsonThatPeopleCanRead() {
    assertThat(new String(letter("{\"order\":7}".getBytes(UTF_8)).toJson(), UTF_8))
        .isEqualTo(
            "{\"topic\":\"orders\",\"channel\":\"billing\",\"id\":\""
                + MessageId.toString(ID)
                + "\",\"partition\":3,\"offset\":246000000001,"
                + "\"timestamp\":1794000000000000001,\"attempts\":5,\"reason\":\"timed out\","
                + "\"at\":\"2026-11-26T13:00:00.123Z\",\"body\":\"{\\\"order\\\":7}\"}");
  }

  @Test
  void everyBodyComesBackAsItWasAndTakesAThirdMoreAtMost() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int n = 0; n < 2000; n++) {
      byte[] body = new byte[1 + random.nextInt(2000)];
      random.nextBytes(body);
      int kind = random.nextInt(4);
      for (int i = 0; i < body.length && kind > 0; i++) {
        body[i] =
            (byte) (kind == 1 ? 'a' + body[i] % 26 : kind == 2 ? body[i] & 0x1f : 'é' + i % 2);
      }
      byte[] json = letter(body).toJson();
      assertThat(json.length).as("seed %d", seed).isLessThan(body.length * 4 / 3 + 320);
      DeadLetter back = DeadLetter.parse(json).orElseThrow();
      assertThat(back.body()).as("seed %d, body %d", seed, n).isEqualTo(body);
      assertThat(back.id()).isEqualTo(ID);
      assertThat(back.attempts()).isEqualTo(5);
      assertThat(back.at()).isEqualTo(letter(body).at());
    }
  }

  @Test
  void whatIsNoDeadLetterIsNotTakenForOne() {
    for (String text : new String[] {"", "hello", "{}", "[1]", "{\"id\":\"x\",\"body\":\"y\"}"}) {
      assertThat(DeadLetter.parse(text.getBytes(UTF_8))).as(text).isEmpty();
    }
  }

  @Test
  void eachChannelHasADurableTopicOfItsOwnUnlessItIsGivenOne() {
    assertThat(topic("orders", "billing", "")).isEqualTo("orders.billing.dead");
    assertThat(topic("orders", "billing", "all.dead")).isEqualTo("all.dead");
    assertThat(topic("orders#ephemeral", "tail#ephemeral", "")).isEqualTo("orders.tail.dead");
    Set<String> names = new HashSet<>();
    for (int n = 0; n < 50; n++) {
      String name = topic("t".repeat(60), "c".repeat(40) + n, "");
      assertThat(name).hasSize(64).endsWith(".dead").startsWith("t".repeat(40));
      names.add(name);
    }
    assertThat(names).hasSize(50);
  }
}
