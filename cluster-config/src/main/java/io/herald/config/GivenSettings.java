package io.herald.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings that a kind of thing can be given while it runs, by name. */
public final class GivenSettings {
  /** Those of a topic. */
  public static final GivenSettings TOPIC = new GivenSettings(TopicKeys.ALL);

  /** Those of a channel. */
  public static final GivenSettings CHANNEL = new GivenSettings(ChannelKeys.ALL);

  private final List<Setting<?>> all;

  private GivenSettings(List<Setting<?>> all) {
    this.all = all;
  }

  /** Every one there is. */
  public List<Setting<?>> all() {
    return all;
  }

  /** The one of this name. */
  public Optional<Setting<?>> find(String name) {
    return all.stream().filter(setting -> setting.name().equals(name)).findFirst();
  }

  /**
   * Checks one value.
   *
   * @param text empty = the setting is not to be given any more
   * @return the value as it is stored: the same values are the same text
   * @throws SettingException if the setting does not exist or cannot have the value
   */
  public String checkGiven(String name, String text) {
    Setting<?> setting =
        find(name)
            .orElseThrow(
                () ->
                    new SettingException(
                        name
                            + ": no such setting; there are "
                            + String.join(", ", all.stream().map(Setting::name).toList())));
    return text.isEmpty() ? "" : normal(setting, text);
  }

  private static <T> String normal(Setting<T> setting, String text) {
    try {
      return setting.write(setting.read(List.of(text)));
    } catch (IllegalArgumentException unfit) {
      throw new SettingException(setting.name() + ": " + unfit.getMessage());
    }
  }

  static <T> Optional<T> find(Setting<T> setting, Map<String, String> values) {
    return Optional.ofNullable(values.get(setting.name())).map(text -> setting.read(List.of(text)));
  }

  static <T> T value(Setting<T> setting, Map<String, String> values) {
    return find(setting, values).orElseGet(setting::defaultValue);
  }
}
