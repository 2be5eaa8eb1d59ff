package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * A part of a trusted root as {@code stella trust create} is told it, in the words that cosign has
 * for it: {@code url=…,certificate-chain=FILE} or {@code url=…,public-key=FILE,start-time=…}.
 */
public final class TrustedService {

  private static final Set<String> NAMES =
      Set.of(
          "url", "certificate-chain", "public-key", "start-time", "end-time", "origin", "operator");

  private final String option;
  private final Map<String, String> values;

  private TrustedService(String option, Map<String, String> values) {
    this.option = option;
    this.values = values;
  }

  /**
   * Reads one.
   *
   * @param option that it was given with
   */
  public static TrustedService parse(String option, String text) {
    Map<String, String> values = new LinkedHashMap<>();
    StringTokenizer parts = new StringTokenizer(text, ",");
    while (parts.hasMoreTokens()) {
      String part = parts.nextToken();
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (equals < 0
          || !NAMES.contains(name)
          || values.put(name, part.substring(equals + 1)) != null) {
        throw CommandFailed.usage(
            option
                + " is NAME=VALUE,NAME=VALUE with each name once: url, certificate-chain or"
                + " public-key, start-time, end-time, origin, operator; and not "
                + part);
      }
    }
    return new TrustedService(option, values);
  }

  private String required(String name) {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw CommandFailed.usage(option + " needs " + name + "=");
    }
    return value;
  }

  private void refuse(String name) {
    if (values.containsKey(name)) {
      throw CommandFailed.usage(option + " has no " + name + "=");
    }
  }

  private @Nullable Instant time(String name) {
    String text = values.get(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw CommandFailed.usage(
          option + ": " + name + " is a time of the form 2026-01-31T00:00:00Z", e);
    }
  }

  private CanonicalWriter validFor(Instant start) {
    Instant end = time("end-time");
    CanonicalWriter range = CanonicalWriter.object().time("start", start);
    return end == null ? range : range.time("end", end);
  }

  private CanonicalWriter named(CanonicalWriter service) {
    String operator = values.get("operator");
    return operator == null ? service : service.string("operator", operator);
  }

  /** As an element of {@code certificateAuthorities} or {@code timestampAuthorities}. */
  public CanonicalWriter authority() {
    refuse("public-key");
    refuse("origin");
    List<X509Certificate> chain = chain(Path.of(required("certificate-chain")));
    X509Certificate first = chain.getFirst();
    Instant start = time("start-time");
    List<CanonicalWriter> certificates = new ArrayList<>();
    try {
      for (X509Certificate each : chain) {
        certificates.add(
            CanonicalWriter.object().base64("rawBytes", Bytes.adopt(each.getEncoded())));
      }
    } catch (CertificateEncodingException e) {
      throw CommandFailed.usage(option + ": a certificate cannot be written again", e);
    }
    CanonicalWriter subject =
        CanonicalWriter.object()
            .string("commonName", DistinguishedName.of(first, "CN"))
            .string("organization", DistinguishedName.of(first, "O"));
    return named(
        CanonicalWriter.object()
            .object("certChain", CanonicalWriter.object().objects("certificates", certificates))
            .object("subject", subject)
            .string("uri", required("url"))
            .object(
                "validFor", validFor(start == null ? first.getNotBefore().toInstant() : start)));
  }

  private List<X509Certificate> chain(Path file) {
    List<X509Certificate> chain = new ArrayList<>();
    Bytes content = LocalFile.readKey(file);
    try (InputStream in = content.openStream()) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        chain.add((X509Certificate) each);
      }
    } catch (CertificateException | IOException e) {
      throw CommandFailed.usage(option + ": " + file + " is no chain of certificates in PEM", e);
    }
    if (chain.isEmpty()) {
      throw CommandFailed.usage(option + ": " + file + " has no certificate in it");
    }
    return chain;
  }

  /** As an element of {@code tlogs} or {@code ctlogs}. */
  public CanonicalWriter log() {
    refuse("certificate-chain");
    PinnedKey key = LocalFile.publicKey(Path.of(required("public-key")));
    required("start-time");
    Instant start = time("start-time");
    String origin = values.get("origin");
    return named(
        CanonicalWriter.object()
            .string("baseUrl", required("url"))
            .string("hashAlgorithm", "SHA2_256")
            .object("logId", CanonicalWriter.object().base64("keyId", id(key, origin)))
            .object(
                "publicKey",
                CanonicalWriter.object()
                    .string("keyDetails", KeyNames.details(key))
                    .base64("rawBytes", key.spki())
                    .object("validFor", validFor(Objects.requireNonNull(start)))));
  }

  /**
   * RFC 6962 §3.2: SHA-256 of the key; of a Rekor v2 log with an Ed25519 key as
   * c2sp.org/signed-note has it, all 32 bytes.
   */
  private static Bytes id(PinnedKey key, @Nullable String origin) {
    if (origin == null || key.algorithm() != SignatureAlgorithm.ED25519) {
      return key.fingerprint().bytes();
    }
    Bytes name = Bytes.utf8(origin + "\n\u0001");
    Bytes spki = key.spki();
    byte[] note = new byte[name.size() + 32];
    name.copyInto(note, 0);
    spki.slice(spki.size() - 32, spki.size()).copyInto(note, name.size());
    return Digest.of(Bytes.adopt(note)).bytes();
  }
}
