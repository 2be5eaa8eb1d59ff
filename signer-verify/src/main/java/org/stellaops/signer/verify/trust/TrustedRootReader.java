package org.stellaops.signer.verify.trust;

import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** Reads {@code TrustedRoot} of {@code sigstore_trustroot.proto} in protobuf's JSON. */
final class TrustedRootReader {

  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_ENTRIES = 256;
  private static final int MAX_CHAIN = 16;
  private static final int MAX_TEXT_BYTES = 4096;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "application/vnd\\.dev\\.sigstore\\.trustedroot"
              + "(\\+json;version=0\\.[12]|\\.v0\\.[12](\\.[0-9]+)?\\+json)");

  private TrustedRootReader() {}

  private interface Reading<T> {
    T of(RawObject entry) throws InvalidJson, InvalidTrust;
  }

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
          list(root, "tlogs", TrustedRootReader::log),
          list(root, "certificateAuthorities", TrustedRootReader::authority),
          list(root, "ctlogs", TrustedRootReader::log),
          list(root, "timestampAuthorities", TrustedRootReader::authority));
    } catch (InvalidJson e) {
      throw new InvalidTrust("The trusted root is not as it should be: " + e.getMessage() + ".");
    }
  }

  private static <T> List<T> list(RawObject root, String name, Reading<Optional<T>> reading)
      throws InvalidJson, InvalidTrust {
    Optional<RawObject.Member> member = root.field(name);
    List<T> all = new ArrayList<>();
    if (member.isPresent()) {
      for (RawObject.Member entry : member.get().elements(MAX_ENTRIES)) {
        reading.of(entry.object()).ifPresent(all::add);
      }
    }
    return all;
  }

  /** Empty for a log whose key is of a kind that we do not check: nothing can be trusted by it. */
  private static Optional<TrustedLog> log(RawObject log) throws InvalidJson, InvalidTrust {
    log.allowOnlyFields(
        "baseUrl", "hashAlgorithm", "publicKey", "logId", "checkpointKeyId", "operator");
    String url = text(log, "baseUrl").orElse("");
    RawObject publicKey = log.requiredField("publicKey").object();
    publicKey.allowOnlyFields("rawBytes", "keyDetails", "validFor");
    ValidityWindow validity = window(publicKey);
    Set<Bytes> ids = new LinkedHashSet<>();
    id(log, "logId").ifPresent(ids::add);
    id(log, "checkpointKeyId").ifPresent(ids::add);
    if (ids.isEmpty()) {
      throw new InvalidTrust("The log " + url + " has no logId.");
    }
    String details = text(publicKey, "keyDetails").orElse("");
    Optional<PinnedKey> key = LogKeys.read(publicKey.requiredField("rawBytes").base64(), details);
    String operator = text(log, "operator").orElse(url);
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

  private static Optional<TrustedAuthority> authority(RawObject authority)
      throws InvalidJson, InvalidTrust {
    authority.allowOnlyFields("subject", "uri", "certChain", "validFor", "operator");
    String organization = "";
    Optional<RawObject.Member> subject = authority.field("subject");
    if (subject.isPresent()) {
      RawObject named = subject.get().object().allowOnlyFields("organization", "commonName");
      text(named, "commonName");
      organization = text(named, "organization").orElse("");
    }
    String uri = text(authority, "uri").orElse("");
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
        text(authority, "operator").orElse(organization.isEmpty() ? uri : organization);
    return Optional.of(new TrustedAuthority(operator, certificates, window(authority)));
  }

  private static X509Certificate certificate(RawObject certificate)
      throws InvalidJson, InvalidTrust {
    certificate.allowOnlyFields("rawBytes");
    Bytes der = certificate.requiredField("rawBytes").base64();
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509").generateCertificate(der.openStream());
    } catch (CertificateException e) {
      throw new InvalidTrust("A certificate is not a DER X.509 certificate.");
    }
  }

  /** A start is needed: without one, a key would be trusted before it was made. */
  private static ValidityWindow window(RawObject holder) throws InvalidJson, InvalidTrust {
    Optional<RawObject.Member> member = holder.field("validFor");
    if (member.isEmpty()) {
      throw new InvalidTrust("An authority or log has no validFor.");
    }
    RawObject range = member.get().object().allowOnlyFields("start", "end");
    Instant start = time(range, "start");
    if (start == null) {
      throw new InvalidTrust("A validFor has no start.");
    }
    try {
      return new ValidityWindow(start, time(range, "end"));
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust("A validFor ends before it starts.");
    }
  }

  private static @Nullable Instant time(RawObject range, String name)
      throws InvalidJson, InvalidTrust {
    Optional<String> text = text(range, name);
    try {
      return text.isEmpty() ? null : Instant.parse(text.get());
    } catch (DateTimeParseException e) {
      throw new InvalidTrust("A time is not of the form 2026-01-31T00:00:00Z.");
    }
  }

  private static Optional<String> text(RawObject object, String name) throws InvalidJson {
    Optional<RawObject.Member> member = object.field(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    String text = member.get().string(MAX_TEXT_BYTES);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
