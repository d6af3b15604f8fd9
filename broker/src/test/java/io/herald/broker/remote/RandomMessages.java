package io.herald.broker.remote;

import akka.actor.typed.ActorRef;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.Channel;
import io.herald.broker.log.LogOrder;
import io.herald.broker.request.PartitionAnswer;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage.Failure;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.ClientAuth;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.Transport;
import io.herald.broker.topic.TopicPartition;
import io.herald.protocol.command.SessionPhase;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.Origin;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.name.ChannelName;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Any message between nodes, with components from a seed. */
final class RandomMessages {
  /** Families whose messages travel inside others. */
  private static final Set<Class<?>> NESTED =
      Set.of(
          Channel.Command.class,
          LogOrder.class,
          PartitionAnswer.class,
          PartitionRequest.class,
          TopicPartition.Command.class,
          TopicRequest.class);

  private final Random random;
  private final List<ActorRef<?>> actors;
  private final List<Class<?>> types;

  RandomMessages(long seed, List<ActorRef<?>> actors, List<Class<?>> types) {
    this.random = new Random(seed);
    this.actors = actors;
    this.types = types;
  }

  /** A message of this class. */
  Object message(Class<?> type) throws ReflectiveOperationException {
    if (type == TopicPartition.Append.class) {
      return append();
    }
    if (type.isEnum()) {
      return any(Arrays.asList(type.getEnumConstants()));
    }
    if (type == BrokerException.class) {
      return new BrokerException(any(List.of(Reason.values())), text());
    }
    return record(type);
  }

  private Object record(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] classes = new Class<?>[components.length];
    for (int n = 0; n < components.length; n++) {
      classes[n] = components[n].getType();
      values[n] = value(classes[n], components[n].getGenericType());
    }
    Constructor<?> constructor = type.getDeclaredConstructor(classes);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private Object value(Class<?> type, Type generic) throws ReflectiveOperationException {
    if (type == long.class || type == Long.class) {
      return random.nextLong() >>> (1 + random.nextInt(63));
    } else if (type == int.class) {
      return random.nextInt() >>> (1 + random.nextInt(31));
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return text();
    } else if (type == byte[].class) {
      return bytes(random.nextInt(300));
    } else if (type == ActorRef.class) {
      return any(actors);
    } else if (type == ChannelName.class) {
      return channel();
    } else if (type == Settlement.class) {
      return settlement();
    } else if (type == FrameSlice.class) {
      return slice();
    } else if (type == ClientStats.class) {
      return stats();
    } else if (type == List.class || type == Set.class) {
      Class<?> element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
      return type == List.class ? many(element) : new LinkedHashSet<>(many(element));
    } else if (type == Map.class || type == SortedMap.class) {
      return map((ParameterizedType) generic);
    } else if (type == Optional.class) {
      Class<?> element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
      return random.nextBoolean() ? Optional.of(value(element, element)) : Optional.empty();
    } else if (type == BrokerException.class) {
      return message(type);
    } else if (NESTED.contains(type)) {
      return message(any(types.stream().filter(type::isAssignableFrom).toList()));
    } else if (type.isEnum()) {
      return any(Arrays.asList(type.getEnumConstants()));
    } else if (type.isRecord()) {
      return record(type);
    }
    throw new AssertionError("nothing for " + type);
  }

  private SortedMap<Object, Object> map(ParameterizedType generic)
      throws ReflectiveOperationException {
    Class<?> key = (Class<?>) generic.getActualTypeArguments()[0];
    Class<?> held = (Class<?>) generic.getActualTypeArguments()[1];
    SortedMap<Object, Object> all = new TreeMap<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      all.put(value(key, key), value(held, held));
    }
    return all;
  }

  private List<Object> many(Class<?> element) throws ReflectiveOperationException {
    List<Object> all = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      all.add(element == Failure.class ? record(element) : value(element, element));
    }
    return all;
  }

  private TopicPartition.Append append() {
    int count = 1 + random.nextInt(5);
    byte[][] bodies = array(count, byte[][]::new);
    int bodyBytes = 0;
    for (int n = 0; n < count; n++) {
      bodies[n] = bytes(1 + random.nextInt(300));
      bodyBytes += bodies[n].length;
    }
    byte[] frames = new byte[bodyBytes + count * MessageFrame.HEADER_BYTES];
    int at = 0;
    for (byte[] body : bodies) {
      at = MessageFrame.layOut(frames, at, body, 0, body.length);
    }
    long[] deferred =
        IntStream.range(0, count).filter(n -> random.nextInt(3) == 0).asLongStream().toArray();
    long[] dues = random.longs(deferred.length, 0, 1L << 41).toArray();
    ActorRef<AppendReply> replyTo = any(actors).unsafeUpcast();
    return new TopicPartition.Append(
        random.nextLong() >>> 1,
        frames,
        count,
        bodyBytes,
        new Deferrals(deferred, dues),
        origin(),
        replyTo);
  }

  private Origin origin() {
    Origin origin = Origin.of(random.nextBoolean() ? "" : "10.0.0.7:" + random.nextInt(65_536));
    if (random.nextInt(3) == 0) {
      origin = origin.once(new PublishKey(random.nextLong(), random.nextLong()));
    }
    return random.nextInt(3) == 0 ? origin.to(new ChannelName("dead")) : origin;
  }

  private static <T> T[] array(int length, IntFunction<T[]> make) {
    return make.apply(length);
  }

  private FrameSlice slice() {
    byte[] array = bytes(1 + random.nextInt(500));
    int from = random.nextInt(array.length);
    return new FrameSlice(
        array, from, from + random.nextInt(array.length - from + 1), random.nextInt(9));
  }

  private Settlement settlement() {
    Settlement settlement = new Settlement();
    for (int left = random.nextInt(40); left > 0; left--) {
      byte kind = (byte) random.nextInt(5);
      boolean isKnown = random.nextInt(9) > 0;
      long offset = isKnown ? random.nextLong() >>> (1 + random.nextInt(62)) : -1;
      boolean isReady = kind == Settlement.READY || kind == Settlement.READY_ANSWERED;
      settlement.add(
          kind,
          isReady ? 0 : offset,
          isReady || kind == Settlement.REQUEUE ? random.nextInt(1 << random.nextInt(31)) : 0);
    }
    return settlement;
  }

  private ClientStats stats() throws ReflectiveOperationException {
    Instant connected = Instant.ofEpochMilli(random.nextLong(1L << 41));
    ClientStats stats =
        new ClientStats(text(), (ClientIdentity) record(ClientIdentity.class), connected);
    stats.auth((ClientAuth) record(ClientAuth.class));
    stats.transport((Transport) record(Transport.class));
    stats.phase(SessionPhase.SUBSCRIBED);
    return stats;
  }

  private ChannelName channel() {
    String name = Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
    return new ChannelName(random.nextBoolean() ? name : name + "#ephemeral");
  }

  private String text() {
    byte[] ascii = bytes(random.nextInt(20));
    String text = new String(ascii, StandardCharsets.ISO_8859_1);
    return random.nextBoolean() ? text : text + "€";
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
