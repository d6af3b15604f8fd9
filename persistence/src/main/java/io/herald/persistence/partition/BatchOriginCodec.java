package io.herald.persistence.partition;

import io.herald.persistence.serialization.VarintReader;
import io.herald.persistence.serialization.VarintWriter;
import io.herald.protocol.message.BatchOrigin;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.message.PublishKeys;
import io.herald.protocol.message.Publishers;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of a {@link BatchOrigin}, each address once.
 *
 * <pre>
 *   count { address }
 *   count { address (from 0)  messages }
 *   count { offset - offset before   key (16 bytes) }  [ baseOffset - keptFrom (signed), if any ]
 *   audience, empty = for all
 * </pre>
 */
final class BatchOriginCodec {
  private static final int RUN_BYTES = 2; // at least
  private static final int KEY_BYTES = 17; // at least

  private BatchOriginCodec() {}

  static byte[] encode(MessageBatch batch) {
    VarintWriter out = new VarintWriter();
    encode(batch.origin().publishers(), out);
    encode(batch.origin().keys(), batch.baseOffset(), out);
    out.text(batch.origin().audience().map(ChannelName::value).orElse(""));
    return out.toByteArray();
  }

  private static void encode(Publishers publishers, VarintWriter out) {
    if (publishers.runCount() == 1) { // as of a batch of one append
      out.unsigned(1);
      out.text(publishers.address(0));
      out.unsigned(1);
      out.unsigned(0);
      out.unsigned(publishers.messages(0));
      return;
    }
    Map<String, Integer> table = new LinkedHashMap<>();
    for (int n = 0; n < publishers.runCount(); n++) {
      table.putIfAbsent(publishers.address(n), table.size());
    }
    out.unsigned(table.size());
    table.keySet().forEach(out::text);
    out.unsigned(publishers.runCount());
    for (int n = 0; n < publishers.runCount(); n++) {
      out.unsigned(table.get(publishers.address(n)));
      out.unsigned(publishers.messages(n));
    }
  }

  private static void encode(PublishKeys keys, long baseOffset, VarintWriter out) {
    out.unsigned(keys.entries().size());
    long before = baseOffset;
    for (PublishKeys.Entry entry : keys.entries()) {
      out.unsigned(entry.offset() - before);
      out.fixed(entry.key().high());
      out.fixed(entry.key().low());
      before = entry.offset();
    }
    if (!keys.isEmpty()) {
      out.signed(baseOffset - keys.keptFrom());
    }
  }

  static BatchOrigin decode(byte[] bytes, long baseOffset, int messages) {
    VarintReader in = new VarintReader(bytes);
    Publishers publishers = decodePublishers(in, messages);
    PublishKeys keys = decodeKeys(in, baseOffset, messages);
    String audience = in.text();
    in.expectEnd();
    return new BatchOrigin(
        publishers,
        keys,
        audience.isEmpty() ? Optional.empty() : Optional.of(new ChannelName(audience)));
  }

  private static Publishers decodePublishers(VarintReader in, int messages) {
    String[] table = new String[in.count(1)];
    for (int n = 0; n < table.length; n++) {
      table[n] = in.text();
    }
    Publishers.Builder runs = new Publishers.Builder();
    long left = messages;
    for (int n = in.count(RUN_BYTES); n > 0; n--) {
      long address = in.unsigned();
      long count = in.unsigned();
      left -= count;
      if (address >= table.length || count == 0 || count > messages || left < 0) {
        throw new IllegalArgumentException("publisher " + address + " of " + count + " messages");
      }
      runs.add(table[(int) address], (int) count);
    }
    return runs.build();
  }

  private static PublishKeys decodeKeys(VarintReader in, long baseOffset, int messages) {
    int count = in.count(KEY_BYTES);
    if (count == 0) {
      return PublishKeys.NONE;
    }
    List<PublishKeys.Entry> entries = new ArrayList<>(count);
    long offset = baseOffset;
    for (int n = 0; n < count; n++) {
      offset += in.unsigned();
      if (offset - baseOffset >= messages) {
        throw new IllegalArgumentException("key of a message that is not there: " + offset);
      }
      entries.add(new PublishKeys.Entry(offset, new PublishKey(in.fixed(), in.fixed())));
    }
    return new PublishKeys(List.copyOf(entries), baseOffset - in.signed());
  }
}
