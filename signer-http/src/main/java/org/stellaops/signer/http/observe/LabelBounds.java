package org.stellaops.signer.http.observe;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Keeps the number of time series finite whatever is reported. */
final class LabelBounds {

  static final String OTHER = "other";

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,48}");
  private static final int VALUES_PER_LABEL = 64;

  private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

  /** The labels with each value that is no plain word, or one too many, replaced. */
  String[] bounded(String metric, String... labels) {
    String[] result = labels.clone();
    for (int i = 0; i < labels.length; i += 2) {
      result[i + 1] = value(metric + '/' + labels[i], labels[i + 1]);
    }
    return result;
  }

  private String value(String label, String value) {
    if (!WORD.matcher(value).matches()) {
      return OTHER;
    }
    Set<String> known = seen.computeIfAbsent(label, l -> ConcurrentHashMap.newKeySet());
    if (known.contains(value)) {
      return value;
    }
    synchronized (known) {
      if (known.size() >= VALUES_PER_LABEL) {
        return OTHER;
      }
      known.add(value);
      return value;
    }
  }
}
