package io.herald.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Fills a settings record: component {@code maxMsgSize} takes the value of {@code max-msg-size}. By
 * name, because in a constructor call with 27 arguments two swapped ones go unnoticed.
 */
final class RecordReader {
  private RecordReader() {}

  static <R extends Record> R read(Class<R> type, Map<String, Object> valuesByName) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = valuesByName.get(kebabCase(components[i].getName()));
    }
    try {
      return type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(values);
    } catch (ReflectiveOperationException | IllegalArgumentException mismatch) {
      throw new AssertionError("components and keys differ: " + type.getName(), mismatch);
    }
  }

  static String kebabCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
