package io.herald.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How a setting's value is written and read. Flags, environment and files all carry text, so one
 * parser serves every source.
 *
 * @param label what to write, for the help: {@code duration}, {@code host:port}
 * @param form the same as a phrase, for "must be ..."
 * @param parser text to value; throws IllegalArgumentException or ArithmeticException if it cannot
 * @param writer value to the text that {@code parser} reads back; hides a secret
 * @param repeatable whether the flag may be given more than once
 * @param alone what the flag means without a value; null if it needs one
 */
record ValueType<T>(
    String label,
    String form,
    Function<List<String>, T> parser,
    Function<T, String> writer,
    boolean repeatable,
    String alone) {
  static final ValueType<String> TEXT = single("text", "text", text -> text, text -> text);

  /** A text that is never shown. */
  static final ValueType<String> SECRET =
      single("text", "text", text -> text, text -> text.isEmpty() ? "" : "********");

  static final ValueType<Path> PATH =
      single("path", "a path", text -> Path.of(nonEmpty(text)), Path::toString);
  static final ValueType<Endpoint> ENDPOINT =
      single(
          "host:port",
          "host:port with a port from 0 to 65535 (0 takes a free one)",
          Endpoint::parse,
          Endpoint::toString);
  static final ValueType<Duration> DURATION =
      single(
          "duration",
          "a duration such as 250ms, 30s or 1h30m",
          GoDuration::parse,
          GoDuration::format);
  static final ValueType<Integer> COUNT =
      single("number", "a whole number", Integer::parseInt, count -> Integer.toString(count));

  /** A size that must fit an array or a frame. */
  static final ValueType<Integer> SMALL_SIZE =
      single(
          "bytes",
          "a size such as 1048576, 64KiB or 1MiB",
          text -> Math.toIntExact(ByteSize.parse(text)),
          size -> ByteSize.format(size));

  static final ValueType<Long> SIZE =
      single("bytes", "a size such as 1048576, 64MiB or 1GiB", ByteSize::parse, ByteSize::format);

  /** On or off; as in Go, the bare flag means on. */
  static final ValueType<Boolean> SWITCH =
      single("true|false", "true or false", ValueType::parseSwitch, on -> Boolean.toString(on))
          .standingAlone("true");

  /** A fixed list of words, lower case; a constant whose word is empty is the empty text. */
  static <E extends Enum<E>> ValueType<E> words(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    List<String> words =
        constants.stream().map(ValueType::word).filter(word -> !word.isEmpty()).toList();
    String orEmpty = words.size() < constants.size() ? ", or empty" : "";
    return single(
        String.join("|", words),
        "one of " + String.join(", ", words) + orEmpty,
        text ->
            constants.stream()
                .filter(constant -> word(constant).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        ValueType::word);
  }

  /** The same, but the flag may stand without a value and means {@code text} then. */
  ValueType<T> standingAlone(String text) {
    return new ValueType<>(label, form, parser, writer, repeatable, text);
  }

  /** Any number of values of one type, in the order given; an empty text adds none. */
  static <E> ValueType<List<E>> listOf(ValueType<E> element) {
    return new ValueType<>(
        element.label(),
        element.form(),
        texts -> {
          List<E> values = new ArrayList<>();
          for (String text : texts) {
            if (!text.isBlank()) {
              values.add(element.parser().apply(List.of(text)));
            }
          }
          return List.copyOf(values);
        },
        values -> String.join(",", values.stream().map(element.writer()).toList()),
        true,
        null);
  }

  /** The name of a constant as settings write it: {@code TCP_HTTPS} as {@code tcp-https}. */
  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String word(Enum<?> constant) {
    return constant.toString().toLowerCase(Locale.ROOT);
  }

  /** The words of Go's flag package. */
  private static boolean parseSwitch(String text) {
    if (List.of("true", "1", "t").contains(text.toLowerCase(Locale.ROOT))) {
      return true;
    }
    if (List.of("false", "0", "f").contains(text.toLowerCase(Locale.ROOT))) {
      return false;
    }
    throw new IllegalArgumentException("no switch");
  }

  private static String nonEmpty(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    return text;
  }

  /** As in Go's flag package, the last of several wins. */
  private static <T> ValueType<T> single(
      String label, String form, Function<String, T> parser, Function<T, String> writer) {
    return new ValueType<>(
        label, form, texts -> parser.apply(texts.get(texts.size() - 1)), writer, false, null);
  }
}
