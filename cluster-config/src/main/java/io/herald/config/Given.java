package io.herald.config;

import java.util.List;

/**
 * A key that one source gives a value, not yet checked.
 *
 * @param name the setting's name, or that of a flag that only nsqd has
 * @param written the key as the source writes it: {@code --tcp-address}, {@code HERALD_TCP_ADDRESS}
 * @param texts the values in order; at least one
 * @param origin where
 */
record Given(String name, String written, List<String> texts, Origin origin) {
  Given {
    texts = List.copyOf(texts);
  }

  String text() {
    return String.join(",", texts);
  }

  /** The one line that refuses this value. */
  SettingException refuse(String problem) {
    return new SettingException(written + "=" + text() + " (" + origin + "): " + problem);
  }
}
