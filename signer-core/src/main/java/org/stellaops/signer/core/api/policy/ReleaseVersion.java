package org.stellaops.signer.core.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version by which releases are ordered (Semantic Versioning 2.0.0 §11), with one to four numbers
 * and an optional {@code v} before them; what is after a {@code +} says nothing of the order.
 */
public final class ReleaseVersion implements Comparable<ReleaseVersion> {

  private static final Pattern FORM =
      Pattern.compile(
          "v?((?:0|[1-9][0-9]{0,8})(?:\\.(?:0|[1-9][0-9]{0,8})){0,3})"
              + "(?:-([0-9A-Za-z-]{1,64}(?:\\.[0-9A-Za-z-]{1,64}){0,7}))?"
              + "(?:\\+[0-9A-Za-z.-]{1,64})?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern DOT = Pattern.compile("\\.");

  private final String text;
  private final List<Integer> numbers;
  private final List<String> before;

  private ReleaseVersion(String text, List<Integer> numbers, List<String> before) {
    this.text = text;
    this.numbers = numbers;
    this.before = before;
  }

  /** Empty for a text of another form. */
  public static Optional<ReleaseVersion> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    List<Integer> numbers = new ArrayList<>();
    DOT.splitAsStream(form.group(1)).map(Integer::valueOf).forEach(numbers::add);
    while (numbers.size() < 4) {
      numbers.add(0);
    }
    List<String> before =
        form.group(2) == null ? List.of() : DOT.splitAsStream(form.group(2)).toList();
    return Optional.of(new ReleaseVersion(text, List.copyOf(numbers), before));
  }

  @Override
  public int compareTo(ReleaseVersion other) {
    for (int i = 0; i < numbers.size(); i++) {
      int order = numbers.get(i).compareTo(other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (before.isEmpty() || other.before.isEmpty()) {
      return Boolean.compare(before.isEmpty(), other.before.isEmpty());
    }
    for (int i = 0; i < Math.min(before.size(), other.before.size()); i++) {
      int order = compare(before.get(i), other.before.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(before.size(), other.before.size());
  }

  /** Numbers by size and before words, words by their characters. */
  private static int compare(String one, String two) {
    boolean oneIsNumber = NUMBER.matcher(one).matches();
    boolean twoIsNumber = NUMBER.matcher(two).matches();
    if (oneIsNumber && twoIsNumber) {
      return Integer.valueOf(one).compareTo(Integer.valueOf(two));
    }
    return oneIsNumber == twoIsNumber ? one.compareTo(two) : oneIsNumber ? -1 : 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReleaseVersion that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return numbers.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
