package io.herald.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Lays out the points of a series in columns. */
final class GrowthTable {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double MEGABYTE = 1e6;

  private final List<Column> columns = new ArrayList<>();

  /**
   * A point of a series.
   *
   * @param timesFirst cost of a message as a multiple of the first point's
   */
  record Row(Series.Point point, Measurement measurement, double timesFirst) {
    private double megabytes() {
      return measurement.messages() * (point.size() / MEGABYTE);
    }
  }

  private record Column(String title, Function<Row, String> cell) {}

  /** The columns that a series has. */
  GrowthTable(Series series, double scale) {
    column(series.word(), row -> number("%,.0f", (double) series.amount(row.point(), scale)));
    column("messages/s", row -> number("%,.0f", row.measurement().perSecond()));
    column("CPU µs per message", row -> known("%,.2f", row.measurement().cpuSecondsPerMillion()));
    column("× of the first", row -> known("%.2f", row.timesFirst()));
    column(
        "generator µs", row -> number("%,.2f", row.measurement().generatorCpuSecondsPerMillion()));
    column("resident MiB", row -> known("%,.0f", (double) row.measurement().residentMebibytes()));
    if (series == Series.CONNECTIONS) {
      column("p50 ms", row -> number("%.2f", row.measurement().p50Micros() / 1e3));
      column("p99 ms", row -> number("%.2f", row.measurement().p99Micros() / 1e3));
    }
    if (series == Series.SIZE) {
      column("MB/s", row -> number("%,.1f", row.megabytes() / row.measurement().seconds()));
      column(
          "CPU µs per MB",
          row ->
              known("%,.0f", row.measurement().cpuSeconds() * MICROS_PER_SECOND / row.megabytes()));
    }
    column("reordered", row -> reordered(row.measurement()));
  }

  private void column(String title, Function<Row, String> cell) {
    columns.add(new Column(title, cell));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** A figure of the server's process is 0 or no number if its pid was not given. */
  private static String known(String format, double value) {
    return value > 0 && Double.isFinite(value) ? number(format, value) : "-";
  }

  private static String reordered(Measurement measurement) {
    return measurement.reordered() == null
        ? "-"
        : number("%,.0f", (double) measurement.reordered());
  }

  /** A line of titles and one for each row, right-aligned. */
  List<String> lines(List<Row> rows) {
    List<StringBuilder> lines = new ArrayList<>();
    for (int i = 0; i <= rows.size(); i++) {
      lines.add(new StringBuilder());
    }
    for (Column column : columns) {
      List<String> cells = new ArrayList<>(List.of(column.title()));
      rows.forEach(row -> cells.add(column.cell().apply(row)));
      int width = cells.stream().mapToInt(String::length).max().orElseThrow();
      for (int i = 0; i < cells.size(); i++) {
        lines.get(i).append("  ").append(" ".repeat(width - cells.get(i).length()));
        lines.get(i).append(cells.get(i));
      }
    }
    return lines.stream().map(StringBuilder::toString).toList();
  }
}
