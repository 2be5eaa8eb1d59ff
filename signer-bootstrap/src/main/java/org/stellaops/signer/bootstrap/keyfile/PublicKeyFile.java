package org.stellaops.signer.bootstrap.keyfile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/**
 * Reads a public key from a file: one PEM block PUBLIC KEY, with any text around it, or the same in
 * DER (RFC 7468 §13, RFC 5280 §4.1.2.7). Other forms are named, with the command that converts
 * them; nothing of the content is repeated.
 */
public final class PublicKeyFile {

  /** The most that is read of such a file. */
  public static final int MOST_BYTES = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
  private static final Pattern SSH =
      Pattern.compile(
          "(?m)^(?:[^\\r\\n#]* )?((?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]{1,64}) AAAA[A-Za-z0-9+/=]{8,}");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]{40,}+[=\\s]*+");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F\\s]{64,}+");

  private PublicKeyFile() {}

  /**
   * Reads {@code content}, that of {@code file}.
   *
   * @throws IllegalArgumentException with a sentence about the file: what it is instead, and the
   *     command that makes a public key of it
   */
  public static PinnedKey read(Path file, Bytes content) {
    try {
      return read(content);
    } catch (UnreadableKey e) {
      throw new IllegalArgumentException(e.form().sentence(file), e);
    }
  }

  private static PinnedKey read(Bytes content) throws UnreadableKey {
    // Each byte as one character: what is looked for is ASCII.
    String text = new String(content.toByteArray(), StandardCharsets.ISO_8859_1);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    KeyForm packed = packed(text);
    if (packed != null) {
      throw new UnreadableKey(packed);
    }
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      throw new UnreadableKey(
          JsonForm.of(content.slice(content.size() - text.length(), content.size())));
    }
    Optional<PemBlocks> blocks = PemBlocks.in(text);
    if (blocks.isPresent()) {
      if (blocks.get().isOnePublicKey()) {
        return blocks.get().publicKey();
      }
      throw new UnreadableKey(blocks.get().instead());
    }
    if (DerForm.of(content) == DerForm.PUBLIC_KEY) {
      return ofDer(content);
    }
    throw new UnreadableKey(other(content, text));
  }

  /** The key of a SubjectPublicKeyInfo. */
  static PinnedKey ofDer(Bytes der) throws UnreadableKey {
    try {
      return PinnedKey.parseSpki(der);
    } catch (IllegalArgumentException e) {
      throw new UnreadableKey(
          SpkiEncoding.isUnusual(der)
              ? KeyForm.otherEncoding()
              : KeyForm.of(
                  "has a public key that cannot be used: "
                      + "supported keys are EC P-256, P-384 and P-521, RSA of 2048, 3072 or 4096"
                      + " bits, Ed25519 and ML-DSA"),
          e);
    }
  }

  private static @Nullable KeyForm packed(String text) {
    if (text.isBlank()) {
      return KeyForm.of("is empty, where a public key is expected");
    }
    if (text.startsWith("\u001f\u008b")) {
      return KeyForm.packed("compressed; unpack it", "gzip -dc");
    }
    if (text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff")) {
      return KeyForm.packed(
          "UTF-16, as PowerShell's > writes it; convert it", "iconv -f UTF-16 -t UTF-8");
    }
    return text.startsWith("-\0-\0")
        ? KeyForm.packed("UTF-16; convert it", "iconv -f UTF-16LE -t UTF-8")
        : text.startsWith("<") ? KeyForm.of("is HTML or XML, not a public key") : null;
  }

  private static KeyForm other(Bytes content, String text) {
    DerForm der = DerForm.of(content);
    if (der != null) {
      return ofDer(der);
    }
    if (text.startsWith("\u00fe\u00ed\u00fe\u00ed")) {
      return KeyForm.javaKeystore();
    }
    if (text.contains("---- BEGIN SSH2 PUBLIC KEY ----")) {
      return KeyForm.ssh2(text.contains("AAAAC3NzaC1lZDI1NTE5"));
    }
    if (text.startsWith("PuTTY-User-Key-File-")) {
      return KeyForm.of(
          "is PuTTY's private key, which belongs to the signer alone; take the public key out of it"
              + " with puttygen");
    }
    List<String> ssh = SSH.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
    if (!ssh.isEmpty()) {
      return ssh(ssh);
    }
    if (text.startsWith("untrusted comment:")) {
      return KeyForm.otherScheme("minisign or signify");
    }
    if (text.startsWith("age1") || text.contains("AGE-SECRET-KEY-")) {
      return KeyForm.of("is a key of age, which encrypts and does not sign");
    }
    KeyForm bare = bare(text);
    if (bare != null) {
      return bare;
    }
    return isOpenPgp(content)
        ? KeyForm.otherScheme("OpenPGP")
        : KeyForm.of(
            "has no public key: a PEM block PUBLIC KEY is expected, as openssl pkey -pubout and"
                + " cosign public-key write it");
  }

  private static KeyForm ofDer(DerForm form) {
    return switch (form) {
      case PUBLIC_KEY -> throw new IllegalArgumentException("that is read");
      case PRIVATE_KEY -> KeyForm.privateKey("-inform DER ");
      case PKCS1_PUBLIC_KEY -> KeyForm.pkcs1("-inform DER ");
      case CERTIFICATE -> KeyForm.certificate("is an X.509 certificate in DER", "-inform DER ");
      case CERTIFICATE_REQUEST -> KeyForm.certificateRequest("-inform DER ");
      case PKCS7 -> KeyForm.pkcs7("-inform DER ");
      case PKCS12 -> KeyForm.pkcs12();
    };
  }

  private static KeyForm ssh(List<String> types) {
    if (types.size() > 1) {
      return KeyForm.of(
          "has "
              + types.size()
              + " SSH public keys; put the one that signed into a file of its own");
    }
    String type = types.get(0);
    if (type.startsWith("sk-") || type.contains("-cert-")) {
      return KeyForm.of(
          "is an SSH "
              + (type.startsWith("sk-") ? "key of a FIDO token" : "certificate")
              + ", which signs no DSSE envelope; ask the signer for a key in PEM");
    }
    return KeyForm.ssh(type.equals("ssh-ed25519"));
  }

  /** Whether this is base64 of a public key in DER. */
  static boolean isBareKey(String text) {
    try {
      return BASE64.matcher(text).matches()
          && DerForm.of(Bytes.adopt(Base64.getMimeDecoder().decode(text))) == DerForm.PUBLIC_KEY;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A key in DER, written in letters. */
  private static @Nullable KeyForm bare(String text) {
    DerForm form = null;
    String encoding = "hexadecimal";
    String decoder = "xxd -r -p {}";
    try {
      if (HEX.matcher(text).matches()) {
        form = DerForm.of(Bytes.adopt(HexFormat.of().parseHex(text.replaceAll("\\s", ""))));
      } else if (BASE64.matcher(text).matches()) {
        encoding = "base64";
        decoder = "base64 -d {}";
        form = DerForm.of(Bytes.adopt(Base64.getMimeDecoder().decode(text)));
      }
    } catch (IllegalArgumentException e) {
      return null;
    }
    return form == DerForm.PUBLIC_KEY || form == DerForm.PRIVATE_KEY
        ? KeyForm.bare(encoding, decoder, form == DerForm.PUBLIC_KEY)
        : null;
  }

  /** Whether this begins with a packet that has a public or secret key (RFC 9580 §4.2). */
  private static boolean isOpenPgp(Bytes content) {
    int first = content.at(0) & 0xff;
    int packet = (first & 0x40) == 0 ? (first >> 2) & 0x0f : first & 0x3f;
    return (first & 0x80) != 0 && (packet == 5 || packet == 6);
  }
}
