package org.stellaops.signer.cli.verdict;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.stellaops.signer.cli.files.ReportKind;
import org.stellaops.signer.cli.terminal.CommandFailed;

/**
 * Predicate types by cosign's words for them ({@code cosign verify-attestation --type}), and by two
 * of our own for what cosign has none.
 */
public final class PredicateTypes {

  private static final Map<String, String> BY_WORD =
      Map.ofEntries(
          Map.entry("csaf", ReportKind.CSAF.predicateType()),
          Map.entry("custom", "https://cosign.sigstore.dev/attestation/v1"),
          Map.entry("cyclonedx", "https://cyclonedx.org/bom"),
          Map.entry("link", "https://in-toto.io/Link/v1"),
          Map.entry("openvex", "https://openvex.dev/ns"),
          Map.entry("sarif", ReportKind.SARIF.predicateType()),
          Map.entry("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
          Map.entry("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
          Map.entry("slsaprovenance1", "https://slsa.dev/provenance/v1"),
          Map.entry("spdx", "https://spdx.dev/Document"),
          Map.entry("spdxjson", "https://spdx.dev/Document"),
          Map.entry("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1"));

  /** A scheme and what follows it, without what no URI has (RFC 3986). */
  private static final Pattern URI =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~&&[^\"<>^`{|}\\\\]]+");

  private PredicateTypes() {}

  /** The type that a word or URI names. */
  public static String of(String text) {
    String known = BY_WORD.get(text);
    if (known == null && !URI.matcher(text).matches()) {
      String word = text.toLowerCase(Locale.ROOT);
      throw CommandFailed.usage(
          "--type "
              + text
              + " is neither a URI nor one of "
              + String.join(", ", new TreeSet<>(BY_WORD.keySet()))
              + (BY_WORD.containsKey(word) ? " (did you mean " + word + "?)" : ""));
    }
    return known == null ? text : known;
  }
}
