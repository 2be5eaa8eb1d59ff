package org.stellaops.signer.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The table of {@code docs/errors.md}. */
final class ErrorPage {

  private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)` \\| (\\d{3}) \\|.*");

  private ErrorPage() {}

  static Map<String, Integer> statuses() throws IOException {
    Map<String, Integer> statuses = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "errors.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        statuses.put(row.group(1), Integer.valueOf(row.group(2)));
      }
    }
    return statuses;
  }
}
