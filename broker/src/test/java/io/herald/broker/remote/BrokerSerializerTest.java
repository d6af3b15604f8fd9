package io.herald.broker.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import akka.serialization.Serializers;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.Channel;
import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.Settlement;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BrokerSerializerTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ExtendedActorSystem SYSTEM =
      (ExtendedActorSystem) Adapter.toClassic(KIT.system());
  private static final List<Class<?>> TYPES =
      BrokerSerializer.format().types().stream()
          .sorted(Comparator.comparing((Class<?> type) -> type.getName()))
          .toList();
  private static final List<ActorRef<?>> ACTORS =
      List.of(
          KIT.spawn(Behaviors.ignore(), "a"),
          KIT.spawn(Behaviors.ignore(), "b"),
          KIT.createTestProbe().ref());

  private final BrokerSerializer serializer = new BrokerSerializer(SYSTEM);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static long seed() {
    return Long.getLong("herald.model.seed", new Random().nextLong());
  }

  @Test
  void everyMessageArrivesAsItWasSent() throws Exception {
    long seed = seed();
    RandomMessages messages = new RandomMessages(seed, ACTORS, TYPES);
    assertThat(TYPES).hasSizeGreaterThan(30);
    for (Class<?> type : TYPES) {
      for (int n = 0; n < 200; n++) {
        Object message = messages.message(type);
        String manifest = serializer.manifest(message);
        byte[] bytes = serializer.toBinary(message);
        assertThat(Shown.of(serializer.fromBinary(bytes, manifest)))
            .as("seed %d", seed)
            .isEqualTo(Shown.of(message));
        ByteBuffer buffer = ByteBuffer.allocate(100_000).order(ByteOrder.LITTLE_ENDIAN);
        serializer.toBinary(message, buffer.position(7));
        assertThat(buffer.position()).isEqualTo(7 + bytes.length);
        assertThat(Shown.of(serializer.fromBinary(buffer.flip().position(7), manifest)))
            .as("seed %d", seed)
            .isEqualTo(Shown.of(message));
      }
    }
  }

  @Test
  void akkaFindsTheSerializerOfEveryMessage() throws Exception {
    RandomMessages messages = new RandomMessages(seed(), ACTORS, TYPES);
    Serialization serialization = SerializationExtension.get(SYSTEM);
    for (Class<?> type : TYPES) {
      assertThat(serialization.findSerializerFor(messages.message(type)).identifier())
          .isEqualTo(BrokerSerializer.IDENTIFIER);
    }
  }

  @Test
  void whatIsCutShortIsRefused() throws Exception {
    long seed = seed();
    RandomMessages messages = new RandomMessages(seed, ACTORS, TYPES);
    for (Class<?> type : TYPES) {
      Object message = messages.message(type);
      String manifest = serializer.manifest(message);
      byte[] bytes = serializer.toBinary(message);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> serializer.fromBinary(cut, manifest))
            .as("seed %d: %d bytes of %s", seed, length, message)
            .isInstanceOf(NotSerializableException.class);
      }
    }
  }

  @Test
  void changedBytesAreRefusedOrReadAndNothingElse() throws Exception {
    long seed = seed();
    Random random = new Random(seed);
    RandomMessages messages = new RandomMessages(seed, ACTORS, TYPES);
    int refused = 0;
    for (int n = 0; n < 20_000; n++) {
      Object message = messages.message(TYPES.get(random.nextInt(TYPES.size())));
      byte[] bytes = serializer.toBinary(message);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        serializer.fromBinary(bytes, serializer.manifest(message));
      } catch (NotSerializableException expected) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(1000, 19_999);
  }

  @Test
  void refusesMessagesOfANewerNode() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[4], "partition.Append:3"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("cannot read partition.Append:3: no such message");
  }

  @Test
  void refusesToSendWhatStaysOnItsNode() {
    assertThatThrownBy(() -> serializer.manifest(Channel.Close.INSTANCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never leaves its node");
  }

  @Test
  void aDeliveryTakesOnlyTheBytesOfItsSlices() {
    byte[] batch = new byte[1 << 20];
    Deliver deliver =
        new Deliver(
            0, List.of(new FrameSlice(batch, 0, 100, 1), new FrameSlice(batch, 999, 1099, 2)));
    assertThat(serializer.toBinary(deliver)).hasSizeLessThan(220);
  }

  @Test
  void aThousandFinishesTakeTwoBytesEach() {
    Settlement settlement = new Settlement();
    for (int n = 0; n < 1000; n++) {
      settlement.add(Settlement.FINISH, 1_000_000_000_000L + n, 0);
    }
    assertThat(serializer.toBinary(new Channel.Settle(7, settlement, 200_000)))
        .hasSizeLessThan(2030);
  }

  @Test
  void aRefusalKeepsItsReasonInsideAStatusReply() throws Exception {
    StatusReply<Object> refusal =
        StatusReply.error(new BrokerException(Reason.CHANNEL_NOT_FOUND, "no such channel"));
    Serialization serialization = SerializationExtension.get(SYSTEM);
    var akkas = (SerializerWithStringManifest) serialization.findSerializerFor(refusal);
    Object arrived =
        akkas.fromBinary(akkas.toBinary(refusal), Serializers.manifestFor(akkas, refusal));
    Throwable error = ((StatusReply<?>) arrived).getError();
    assertThat(error).isInstanceOf(BrokerException.class).hasMessage("no such channel");
    assertThat(((BrokerException) error).reason()).isEqualTo(Reason.CHANNEL_NOT_FOUND);
  }
}
