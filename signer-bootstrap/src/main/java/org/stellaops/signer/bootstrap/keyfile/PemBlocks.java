package org.stellaops.signer.bootstrap.keyfile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** A text with PEM blocks (RFC 7468), and whatever stands around them. */
final class PemBlocks {

  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([ -,.-~]{0,64})-----");
  private static final Pattern LABEL = Pattern.compile("[A-Z0-9]+( [A-Z0-9]+){0,5}");
  private static final String PUBLIC_KEY = "PUBLIC KEY";
  private static final Set<String> PRIVATE =
      Set.of("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
  private static final Set<String> COSIGN =
      Set.of("ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY");
  private static final Set<String> CERTIFICATES =
      Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
  private static final Map<String, KeyForm> OTHERS =
      Map.of(
          "RSA PUBLIC KEY", KeyForm.pkcs1(""),
          "CERTIFICATE REQUEST", KeyForm.certificateRequest(""),
          "NEW CERTIFICATE REQUEST", KeyForm.certificateRequest(""),
          "PKCS7", KeyForm.pkcs7(""),
          "EC PARAMETERS", KeyForm.of("has parameters of a key, and no key"));

  private final String text;
  private final List<String> labels;

  private PemBlocks(String text, List<String> labels) {
    this.text = text;
    this.labels = labels;
  }

  /** The blocks in {@code text}; empty if none begins there. */
  static Optional<PemBlocks> in(String text) {
    List<String> labels = BEGIN.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
    return labels.isEmpty() ? Optional.empty() : Optional.of(new PemBlocks(text, labels));
  }

  boolean isOnePublicKey() {
    return labels.equals(List.of(PUBLIC_KEY));
  }

  /**
   * The key of the one block, whatever text is around it.
   *
   * @throws UnreadableKey the block holds something else
   */
  PinnedKey publicKey() throws UnreadableKey {
    String block = text.substring(text.indexOf("-----BEGIN "));
    String end = "-----END PUBLIC KEY-----";
    int to = block.indexOf(end);
    if (to < 0) {
      throw new UnreadableKey(KeyForm.of("ends within its PUBLIC KEY block"));
    }
    String body = block.substring("-----BEGIN PUBLIC KEY-----".length(), to);
    if (body.contains("\\n")) {
      throw new UnreadableKey(
          new KeyForm(
              "has a public key with \\n instead of ends of lines; write them",
              "awk '{gsub(/\\\\r|\\\\n/,\"\\n\")} 1' {} > {key}"));
    }
    Bytes der;
    try {
      der = Bytes.base64(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new UnreadableKey(KeyForm.of("has a PUBLIC KEY block that is not base64"), e);
    }
    return PublicKeyFile.ofDer(der);
  }

  /** What these are instead of one public key. */
  KeyForm instead() {
    // A private key first: whatever is beside it, the file belongs to the signer alone.
    if (labels.stream().anyMatch(COSIGN::contains)) {
      return KeyForm.cosignPrivateKey();
    }
    if (labels.contains("OPENSSH PRIVATE KEY")) {
      return KeyForm.sshPrivateKey(isOfEd25519());
    }
    if (labels.stream().anyMatch(PRIVATE::contains)) {
      return KeyForm.privateKey("");
    }
    if (labels.stream().anyMatch(label -> label.contains("PRIVATE"))) {
      return KeyForm.of("is a private key, of a kind that is not known here");
    }
    long open = labels.stream().filter(PUBLIC_KEY::equals).count();
    if (open > 1) {
      return new KeyForm(
          "has " + open + " public keys; give each a file of its own",
          "awk '/-----BEGIN PUBLIC KEY-----/{n++} n{print > (n \"-{key}\")}' {}");
    }
    if (open == 1) {
      return new KeyForm(
          "has other PEM blocks beside its public key; take it out",
          "awk '/-----BEGIN PUBLIC KEY-----/,/-----END PUBLIC KEY-----/' {} > {key}");
    }
    return withoutPublicKey();
  }

  private KeyForm withoutPublicKey() {
    if (labels.stream().allMatch(CERTIFICATES::contains)) {
      return labels.size() == 1
          ? KeyForm.certificate("is an X.509 certificate", "")
          : new KeyForm(
              "has " + labels.size() + " certificates, not a public key; take the key of the first",
              "openssl x509 -in {} -pubkey -noout > {key}");
    }
    String first = labels.get(0);
    if (first.startsWith("PGP ")) {
      return KeyForm.otherScheme("OpenPGP");
    }
    KeyForm known = OTHERS.get(first);
    return known != null
        ? known
        : KeyForm.of("has " + named(first) + ", where a PEM block PUBLIC KEY is expected");
  }

  /** A label that can only be one is repeated; what else stands there may be a secret. */
  private static String named(String label) {
    return LABEL.matcher(label).matches() ? "a PEM block " + label : "another PEM block";
  }

  /** By the public half, which is in the clear: its name is in every OpenSSH private key. */
  private boolean isOfEd25519() {
    String begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("-----END", from);
    String body = text.substring(from, to < 0 ? text.length() : to);
    try {
      byte[] key = Bytes.base64(body.replaceAll("\\s", "")).toByteArray();
      return new String(key, StandardCharsets.ISO_8859_1).contains("ssh-ed25519");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
