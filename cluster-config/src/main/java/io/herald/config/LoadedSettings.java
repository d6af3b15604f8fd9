package io.herald.config;

import java.util.List;

/**
 * What came out of all sources.
 *
 * @param settings checked values
 * @param values the same as text with their origins, in the order of the help
 * @param warnings one line each, for the operator
 */
public record LoadedSettings(
    Settings settings, List<EffectiveValue> values, List<String> warnings) {
  public LoadedSettings {
    values = List.copyOf(values);
    warnings = List.copyOf(warnings);
  }
}
