package io.herald.lookup.tcp;

import io.herald.lookup.registry.Producer;
import io.herald.lookup.registry.RegistryChange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What one connection's commands ask of the registry, and the bytes that answer them. Pure. */
final class LookupExchange {
  private final String remoteAddress;
  private final byte[] identifyAnswer;
  private final long serial;

  LookupExchange(String remoteAddress, byte[] identifyAnswer, long serial) {
    this.remoteAddress = remoteAddress;
    this.identifyAnswer = identifyAnswer;
    this.serial = serial;
  }

  /**
   * The answer to some commands.
   *
   * @param bytes the replies
   * @param isLast whether the connection ends with them
   */
  record Answer(byte[] bytes, boolean isLast) {}

  String remoteAddress() {
    return remoteAddress;
  }

  long serial() {
    return serial;
  }

  /** What these commands change, in order. */
  List<RegistryChange> changes(List<LookupCommand> commands) {
    List<RegistryChange> changes = new ArrayList<>();
    for (LookupCommand command : commands) {
      if (command instanceof LookupCommand.Identify identify) {
        changes.add(new RegistryChange.Connect(serial, named(identify.producer())));
      } else if (command instanceof LookupCommand.Register register) {
        changes.add(new RegistryChange.Register(serial, register.registration()));
      } else if (command instanceof LookupCommand.Unregister unregister) {
        changes.add(new RegistryChange.Unregister(serial, unregister.registration()));
      }
    }
    return changes;
  }

  /**
   * What these commands are answered.
   *
   * @param found for each of their changes whether the registry made it
   */
  Answer answer(List<LookupCommand> commands, List<Boolean> found) {
    ByteArrayOutputStream replies = new ByteArrayOutputStream();
    Iterator<Boolean> made = found.iterator();
    for (LookupCommand command : commands) {
      if (command instanceof LookupCommand.Refused refused) {
        reply(refused.error(), replies);
        return new Answer(replies.toByteArray(), true);
      } else if (command instanceof LookupCommand.Ping) {
        reply("OK", replies);
      } else if (!made.next()) {
        reply(LookupError.REGISTRY_FULL, replies);
        return new Answer(replies.toByteArray(), true);
      } else if (command instanceof LookupCommand.Identify) {
        reply(identifyAnswer, replies);
      } else {
        reply("OK", replies);
      }
    }
    return new Answer(replies.toByteArray(), false);
  }

  private Producer named(Producer producer) {
    return new Producer(
        remoteAddress,
        producer.hostname(),
        producer.broadcastAddress(),
        producer.tcpPort(),
        producer.httpPort(),
        producer.version(),
        producer.topologyZone(),
        producer.topologyRegion());
  }

  private static void reply(String text, ByteArrayOutputStream replies) {
    reply(text.getBytes(StandardCharsets.ISO_8859_1), replies);
  }

  private static void reply(byte[] data, ByteArrayOutputStream replies) {
    replies.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
    replies.writeBytes(data);
  }
}
