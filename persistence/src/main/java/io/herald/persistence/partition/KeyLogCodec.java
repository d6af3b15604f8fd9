package io.herald.persistence.partition;

import io.herald.persistence.serialization.VarintReader;
import io.herald.persistence.serialization.VarintWriter;
import io.herald.protocol.message.PublishKey;

/** The bytes of a {@link KeyLog}, about 20 for each key; see {@link ManifestSerializer}. */
final class KeyLogCodec {
  private static final int KEY_BYTES = 18; // at least

  private KeyLogCodec() {}

  static void encode(KeyLog keys, VarintWriter out) {
    out.unsigned(keys.size());
    long offset = 0;
    long millis = 0;
    for (int n = 0; n < keys.size(); n++) {
      PublishKey key = keys.key(n);
      out.unsigned(keys.offset(n) - offset);
      out.signed(keys.millis(n) - millis);
      out.fixed(key.high());
      out.fixed(key.low());
      offset = keys.offset(n);
      millis = keys.millis(n);
    }
  }

  static KeyLog decode(VarintReader in) {
    KeyLog keys = KeyLog.EMPTY;
    long offset = 0;
    long millis = 0;
    for (int left = in.count(KEY_BYTES); left > 0; left--) {
      offset += in.unsigned();
      millis += in.signed();
      keys = keys.with(offset, millis, new PublishKey(in.fixed(), in.fixed()));
    }
    return keys;
  }
}
