package org.stellaops.signer.cli.batch;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.verify.JsonSignatureReader;
import org.stellaops.signer.verify.trust.DerCertificate;

/**
 * Tells whether a file that stands where a bundle goes is that bundle, made by an earlier run: over
 * exactly this statement, of the kind that is wanted, and with a signature by the key of its
 * certificate or by a known one. Whose certificate it is and when it was made, only {@code verify}
 * tells: here, as with a new answer, it is that nothing is kept that does not hold together.
 */
final class EarlierBundle {

  private static final JsonLimits LIMITS =
      new JsonLimits(128, 4096, 64, 1024, Integer.MAX_VALUE - 64);
  private static final int MATERIAL = 8 << 20;

  private final Wanted wanted;
  private final KnownKeys known;

  EarlierBundle(Wanted wanted, KnownKeys known) {
    this.wanted = wanted;
    this.known = known;
  }

  /**
   * Refuses what is another file; it is never overwritten.
   *
   * @param payload the statement that the bundle has to be over
   */
  void requireOf(Path file, Bytes payload) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw other(file, "is there already and is no regular file");
    }
    try {
      CanonicalObject bundle = StrictJson.object(LocalFile.read(file), LIMITS);
      Bytes envelope = bundle.member("dsseEnvelope").orElseThrow().value();
      if (!(bundle.member("verificationMaterial").orElseThrow().tree(MATERIAL)
          instanceof JsonObject material)) {
        throw other(file, "is there already and is no Sigstore bundle");
      }
      Optional<PinnedKey> certified = certified(material);
      requireKind(file, material, certified.isPresent());
      List<PinnedKey> keys = certified.map(List::of).orElseGet(known::all);
      requireSigned(file, new JsonSignatureReader().read(envelope, keys), payload, keys);
    } catch (InvalidJson | NoSuchElementException | CertificateException e) {
      throw other(file, "is there already and is no Sigstore bundle that can be read");
    }
  }

  private void requireKind(Path file, JsonObject material, boolean certified) throws InvalidJson {
    if (certified && !wanted.keyless()) {
      throw other(file, "is there already, signed for an identity (--keyless) and not by a key");
    }
    if ((wanted.timestamp() || wanted.keyless()) && !hasTime(material)) {
      throw other(file, "is there already, without a timestamp");
    }
  }

  private static boolean hasTime(JsonObject material) throws InvalidJson {
    return material.has("timestampVerificationData")
        && material.object("timestampVerificationData").has("rfc3161Timestamps")
        && material.object("timestampVerificationData").array("rfc3161Timestamps").size() > 0;
  }

  private static void requireSigned(
      Path file, Reading reading, Bytes payload, List<PinnedKey> keys) {
    if (!(reading instanceof Reading.Read read) || read.signatures().size() != 1) {
      throw other(file, "is there already and is no Sigstore bundle that can be read");
    }
    if (!read.payloadType().equals(DocumentTypes.IN_TOTO) || !read.payload().equals(payload)) {
      throw other(
          file, "is there already and is the bundle of another document, or of another version");
    }
    if (keys.isEmpty()) {
      throw other(
          file,
          "is there already, and there is no key to check its signature with: name it with"
              + " --expect-key FILE or --public-key FILE");
    }
    if (read.signatures().getFirst().by().isEmpty()) {
      throw other(file, "is there already, and its signature is by none of the keys that may sign");
    }
  }

  private static Optional<PinnedKey> certified(JsonObject material)
      throws InvalidJson, CertificateException {
    JsonObject certificate;
    if (material.has("certificate")) {
      certificate = material.object("certificate");
    } else if (material.has("x509CertificateChain")) {
      JsonArray chain = material.object("x509CertificateChain").array("certificates");
      certificate = chain.objects().getFirst();
    } else {
      return Optional.empty();
    }
    try {
      Bytes der = Bytes.base64(certificate.string("rawBytes"));
      return Optional.of(PinnedKey.of(DerCertificate.read(der).getPublicKey()));
    } catch (IllegalArgumentException e) {
      throw new CertificateException(e);
    }
  }

  private static CommandFailed other(Path file, String what) {
    return CommandFailed.file(
        file + " " + what + "; it is left as it is: move it away, or choose another --out", null);
  }
}
