package org.stellaops.signer.cli.export;

import java.util.List;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.json.export.ExportProvenance;

/** What the files of a signed export are called. */
public final class ExportNames {

  /** Who signed. */
  public static final String SIGNERS = "signers.json";

  /** For {@code sha256sum -c}. */
  public static final String SUMS = "SHA256SUMS";

  /** The documents that are signed. */
  public static final List<String> DOCUMENTS = List.of(ExportManifest.FILE, ExportProvenance.FILE);

  private ExportNames() {}

  /** The envelope with every signature. */
  public static String envelope(String document) {
    return document + ".dsse.json";
  }

  /**
   * @param key whose; the empty text if one key alone signed
   */
  public static String detached(String document, String key) {
    return document + middle(key) + ".sig";
  }

  /** The bundle over the document as it is. */
  public static String bundle(String document, String key) {
    return document + middle(key) + ".sigstore.json";
  }

  /** The bundle with the document in its envelope. */
  public static String envelopeBundle(String document, String key) {
    return document + middle(key) + ".dsse.sigstore.json";
  }

  private static String middle(String key) {
    return key.isEmpty() ? "" : "." + key;
  }

  /** The part of each signer's files' names: nothing where there is one signer. */
  public static List<String> parts(List<String> signers) {
    return signers.size() == 1 ? List.of("") : signers;
  }

  /** Whether a signer may be so called: the name is part of the names of files. */
  static boolean isSigner(String name) {
    return name.matches("[a-z0-9][a-z0-9-]{0,62}");
  }
}
