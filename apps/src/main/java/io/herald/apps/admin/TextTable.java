package io.herald.apps.admin;

import java.util.List;

/** Rows of equally many cells as lines with straight columns. */
public final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** One line for each row. */
  public static List<String> lines(List<List<String>> rows) {
    return rows.stream().map(row -> line(rows, row)).toList();
  }

  private static String line(List<List<String>> rows, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(width(rows, column) - cell.length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
