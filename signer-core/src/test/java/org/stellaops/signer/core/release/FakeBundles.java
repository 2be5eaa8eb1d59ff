package org.stellaops.signer.core.release;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.SignatureReader;

/**
 * Documents of three lines (payload type, who signed, payload) in place of bundles, so that the
 * judgement is tested without cryptography.
 */
final class FakeBundles implements SignatureReader {

  /** The annotation of a layer that says who signed. */
  static final String SIGNER = "signer";

  private static final String CERTIFIED = "certified";
  private static final String STAMPED = "stamped ";

  static String document(String payloadType, PinnedKey signer, String payload) {
    return payloadType + "\n" + KeyNames.hint(signer) + "\n" + payload;
  }

  /** A statement by the holder of a certificate. */
  static String certified(String issuer, String subject, String statement) {
    return String.join("\n", CERTIFIED, issuer, Bytes.utf8(subject).hex(), statement);
  }

  /** A document with a time that somebody trusted says. */
  static String stamped(Instant time, String payloadType, PinnedKey signer, String payload) {
    return STAMPED + time + "\n" + document(payloadType, signer, payload);
  }

  @Override
  public Reading read(Bytes document, List<PinnedKey> keys) {
    String text = document.utf8();
    if (text.startsWith(STAMPED)) {
      int end = text.indexOf('\n');
      return read(
          text.substring(end + 1),
          keys,
          Optional.of(Instant.parse(text.substring(STAMPED.length(), end))));
    }
    return read(text, keys, Optional.empty());
  }

  private static Reading read(String document, List<PinnedKey> keys, Optional<Instant> time) {
    String[] lines = document.split("\n", 4);
    if (lines[0].equals(CERTIFIED)) {
      String subject = Bytes.adopt(HexFormat.of().parseHex(lines[2])).utf8();
      return read(
          Format.SIGSTORE_BUNDLE,
          DocumentTypes.IN_TOTO,
          Bytes.utf8(lines[3]),
          Optional.of(new CertificateIdentity(Bytes.utf8("leaf"), List.of(), lines[1], subject)),
          time);
    }
    if (lines.length != 3) {
      return new Reading.Malformed("json", "Not three lines.");
    }
    return read(
        Format.SIGSTORE_BUNDLE, lines[0], Bytes.utf8(lines[2]), signer(lines[1], keys), time);
  }

  private static Optional<SignerIdentity> signer(String hint, List<PinnedKey> keys) {
    return keys.stream()
        .filter(key -> KeyNames.hint(key).equals(hint))
        .findFirst()
        .map(KeyIdentity::new);
  }

  private static Reading read(
      Format format,
      String payloadType,
      Bytes payload,
      Optional<SignerIdentity> by,
      Optional<Instant> time) {
    return new Reading.Read(
        format, payloadType, payload, List.of(new Finding("", by, time, List.of())));
  }

  @Override
  public Reading readAttached(
      String mediaType, Bytes content, Map<String, String> annotations, List<PinnedKey> keys) {
    return mediaType.equals(DocumentTypes.SIMPLE_SIGNING)
        ? read(
            Format.SIMPLE_SIGNING,
            mediaType,
            content,
            signer(annotations.getOrDefault(SIGNER, ""), keys),
            Optional.empty())
        : envelope((Reading.Read) read(content, keys));
  }

  private static Reading envelope(Reading.Read read) {
    return new Reading.Read(
        Format.DSSE_ENVELOPE, read.payloadType(), read.payload(), read.signatures());
  }
}
