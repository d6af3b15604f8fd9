package io.herald.config;

/**
 * A line of {@code herald config show}.
 *
 * @param key the setting's name
 * @param value as it would be written
 * @param origin where it came from
 */
public record EffectiveValue(String key, String value, Origin origin) {}
