package org.stellaops.signer.verify.trust;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** Reads {@code TrustedRoot} of {@code sigstore_trustroot.proto} in protobuf's JSON. */
final class TrustedRootReader {

  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_CHAIN = 16;
  private static final int MAX_TEXT_BYTES = 4096;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "application/vnd\\.dev\\.sigstore\\.trustedroot"
              + "(\\+json;version=0\\.[12]|\\.v0\\.[12](\\.[0-9]+)?\\+json)");

  private TrustedRootReader() {}

  static TrustedRoot read(Bytes json) throws InvalidTrust {
    try {
      RawObject root = StrictJson.raw(json, JsonLimits.REQUEST.withMaxBytes(MAX_BYTES));
      root.allowOnlyFields(
          "mediaType", "tlogs", "certificateAuthorities", "ctlogs", "timestampAuthorities");
      if (!MEDIA_TYPE.matcher(root.requiredField("mediaType").string(MAX_TEXT_BYTES)).matches()) {
        throw new InvalidTrust(
            "The media type is not that of a Sigstore trusted root, v0.1 or" + " v0.2.");
      }
      return new TrustedRoot(
          usable(ProtoJson.list(root, "tlogs", TrustedRootReader::log)),
          ProtoJson.list(root, "certificateAuthorities", TrustedRootReader::authority),
          usable(ProtoJson.list(root, "ctlogs", TrustedRootReader::log)),
          ProtoJson.list(root, "timestampAuthorities", TrustedRootReader::authority));
    } catch (InvalidJson e) {
      throw new InvalidTrust("The trusted root is not as it should be: " + e.getMessage() + ".");
    }
  }

  private static List<TrustedLog> usable(List<Optional<TrustedLog>> logs) {
    return logs.stream().flatMap(Optional::stream).toList();
  }

  /** Empty for a log whose key is of a kind that we do not check: nothing can be trusted by it. */
  private static Optional<TrustedLog> log(RawObject log) throws InvalidJson, InvalidTrust {
    log.allowOnlyFields(
        "baseUrl", "hashAlgorithm", "publicKey", "logId", "checkpointKeyId", "operator");
    String url = ProtoJson.text(log, "baseUrl").orElse("");
    RawObject publicKey = log.requiredField("publicKey").object();
    publicKey.allowOnlyFields("rawBytes", "keyDetails", "validFor");
    ValidityWindow validity = ProtoJson.window(publicKey);
    Set<Bytes> ids = new LinkedHashSet<>();
    id(log, "logId").ifPresent(ids::add);
    id(log, "checkpointKeyId").ifPresent(ids::add);
    if (ids.isEmpty()) {
      throw new InvalidTrust("The log " + url + " has no logId.");
    }
    String details = ProtoJson.text(publicKey, "keyDetails").orElse("");
    Optional<PinnedKey> key = LogKeys.read(publicKey.requiredField("rawBytes").base64(), details);
    String operator = ProtoJson.text(log, "operator").orElse(url);
    return key.map(read -> new TrustedLog(url, read, ids, validity, operator));
  }

  private static Optional<Bytes> id(RawObject log, String name) throws InvalidJson {
    Optional<RawObject.Member> id = log.field(name);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    Bytes keyId = id.get().object().allowOnlyFields("keyId").requiredField("keyId").base64();
    return keyId.isEmpty() ? Optional.empty() : Optional.of(keyId);
  }

  private static TrustedAuthority authority(RawObject authority) throws InvalidJson, InvalidTrust {
    authority.allowOnlyFields("subject", "uri", "certChain", "validFor", "operator");
    String organization = "";
    Optional<RawObject.Member> subject = authority.field("subject");
    if (subject.isPresent()) {
      RawObject named = subject.get().object().allowOnlyFields("organization", "commonName");
      ProtoJson.text(named, "commonName");
      organization = ProtoJson.text(named, "organization").orElse("");
    }
    String uri = ProtoJson.text(authority, "uri").orElse("");
    RawObject chain = authority.requiredField("certChain").object();
    chain.allowOnlyFields("certificates");
    List<X509Certificate> certificates = new ArrayList<>();
    for (RawObject.Member each : chain.requiredField("certificates").elements(MAX_CHAIN)) {
      certificates.add(certificate(each.object()));
    }
    if (certificates.isEmpty()) {
      throw new InvalidTrust("The authority " + uri + " has no certificate.");
    }
    String operator =
        ProtoJson.text(authority, "operator").orElse(organization.isEmpty() ? uri : organization);
    return new TrustedAuthority(operator, certificates, ProtoJson.window(authority));
  }

  private static X509Certificate certificate(RawObject certificate)
      throws InvalidJson, InvalidTrust {
    certificate.allowOnlyFields("rawBytes");
    Bytes der = certificate.requiredField("rawBytes").base64();
    try {
      return DerCertificate.read(der);
    } catch (CertificateException e) {
      throw new InvalidTrust("A certificate is not a DER X.509 certificate.");
    }
  }
}
