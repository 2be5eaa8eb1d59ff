package org.stellaops.signer.core.api.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.core.api.embedded.Signatory.ProvenTime;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;

/** Reads the member {@code bundle} of an answer for who signed. */
final class SignatoryReader {

  private static final Pattern CERTIFICATE =
      Pattern.compile(
          "-----BEGIN CERTIFICATE-----\\n([A-Za-z0-9+/=\\n]+)\\n-----END CERTIFICATE-----\\n");

  private SignatoryReader() {}

  static List<Signatory> read(JsonObject bundle) throws InvalidJson {
    List<Bytes> certificates = new ArrayList<>();
    for (String pem : bundle.array("certificateChain").strings()) {
      certificates.add(der(pem));
    }
    List<Signatory> signers = new ArrayList<>();
    for (JsonObject signer : bundle.array("signers").objects()) {
      signers.add(read(signer, certificates));
    }
    return List.copyOf(signers);
  }

  private static Signatory read(JsonObject signer, List<Bytes> certificates) throws InvalidJson {
    PinnedKey key =
        KeyNames.byDetails(
                PinnedKey.parsePem(signer.string("publicKey")), signer.string("keyDetails"))
            .orElseThrow(() -> new IllegalArgumentException("keyDetails are of another key"));
    String mode = signer.string("mode");
    return switch (mode) {
      case "keyful" ->
          new Signatory.ByKey(
              new KeyName(signer.string("name")),
              new KeyIdentity(key),
              times(signer),
              signer.optionalString("fallbackReason"));
      case "keyless" ->
          new Signatory.ByCertificate(identity(signer, certificates), key, times(signer));
      default -> throw new IllegalArgumentException("signatures of another mode: " + mode);
    };
  }

  /** One statement has one certificate at most, so what follows the leaf is its chain. */
  private static CertificateIdentity identity(JsonObject signer, List<Bytes> certificates)
      throws InvalidJson {
    Bytes leaf = der(signer.string("certificate"));
    int at = certificates.indexOf(leaf);
    if (at < 0) {
      throw new IllegalArgumentException("a certificate is not in the chain");
    }
    return new CertificateIdentity(
        leaf,
        certificates.subList(at + 1, certificates.size()),
        signer.string("issuer"),
        signer.string("subject"));
  }

  private static List<ProvenTime> times(JsonObject signer) throws InvalidJson {
    Optional<JsonArray> given = signer.optionalArray("timestamps");
    List<ProvenTime> times = new ArrayList<>();
    for (JsonObject each : given.isEmpty() ? List.<JsonObject>of() : given.get().objects()) {
      times.add(new ProvenTime(Instant.parse(each.string("time")), each.string("operator")));
    }
    return times;
  }

  private static Bytes der(String pem) {
    Matcher block = CERTIFICATE.matcher(pem);
    if (!block.matches()) {
      throw new IllegalArgumentException("expected one PEM block: CERTIFICATE");
    }
    return Bytes.adopt(Base64.getMimeDecoder().decode(block.group(1)));
  }
}
