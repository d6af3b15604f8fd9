package io.herald.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
 * @param writer value to the text that {@code parser} reads back
 * @param repeatable whether the flag may be given more than once
 */
record ValueType<T>(
    String label,
    String form,
    Function<List<String>, T> parser,
    Function<T, String> writer,
    boolean repeatable) {
  static final ValueType<String> TEXT = single("text", "text", text -> text, text -> text);
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

  /** A fixed list of words, lower case. */
  static <E extends Enum<E>> ValueType<E> words(Class<E> type) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(ValueType::word).toList();
    return single(
        String.join("|", words),
        "one of " + String.join(", ", words),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
        ValueType::word);
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
        true);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
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
        label, form, texts -> parser.apply(texts.get(texts.size() - 1)), writer, false);
  }
}
