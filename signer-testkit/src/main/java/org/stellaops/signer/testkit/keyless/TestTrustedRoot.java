package org.stellaops.signer.testkit.keyless;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.stellaops.signer.model.Bytes;

/**
 * A Sigstore {@code trusted_root.json} of authorities made for a test; each element is one JSON
 * object.
 */
public record TestTrustedRoot(
    List<String> logs,
    List<String> certificateAuthorities,
    List<String> certificateLogs,
    List<String> timestampAuthorities) {

  private static final String MEDIA_TYPE =
      "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

  public TestTrustedRoot {
    logs = List.copyOf(logs);
    certificateAuthorities = List.copyOf(certificateAuthorities);
    certificateLogs = List.copyOf(certificateLogs);
    timestampAuthorities = List.copyOf(timestampAuthorities);
  }

  public static TestTrustedRoot empty() {
    return new TestTrustedRoot(List.of(), List.of(), List.of(), List.of());
  }

  public TestTrustedRoot with(TestCertificateAuthority authority) {
    return new TestTrustedRoot(
        logs,
        plus(certificateAuthorities, authority.json()),
        certificateLogs,
        timestampAuthorities);
  }

  public TestTrustedRoot with(TestTransparencyLog log) {
    return withLog(log.json());
  }

  /** With this element of {@code tlogs}. */
  public TestTrustedRoot withLog(String log) {
    return new TestTrustedRoot(
        plus(logs, log), certificateAuthorities, certificateLogs, timestampAuthorities);
  }

  public TestTrustedRoot with(TestCertificateLog log) {
    return new TestTrustedRoot(
        logs, certificateAuthorities, plus(certificateLogs, log.json()), timestampAuthorities);
  }

  public TestTrustedRoot with(TestTimestampAuthority authority) {
    return new TestTrustedRoot(
        logs,
        certificateAuthorities,
        certificateLogs,
        plus(timestampAuthorities, authority.json()));
  }

  private static List<String> plus(List<String> some, String one) {
    return Stream.concat(some.stream(), Stream.of(one)).toList();
  }

  /** The document. */
  public String json() {
    return "{\"mediaType\":\""
        + MEDIA_TYPE
        + "\",\"tlogs\":"
        + array(logs)
        + ",\"certificateAuthorities\":"
        + array(certificateAuthorities)
        + ",\"ctlogs\":"
        + array(certificateLogs)
        + ",\"timestampAuthorities\":"
        + array(timestampAuthorities)
        + "}";
  }

  private static String array(List<String> elements) {
    return "[" + String.join(",", elements) + "]";
  }

  static String log(String url, Bytes spki, String details, Instant from) {
    return "{\"baseUrl\":\""
        + url
        + "\",\"hashAlgorithm\":\"SHA2_256\",\"publicKey\":{\"rawBytes\":\""
        + spki.base64()
        + "\",\"keyDetails\":\""
        + details
        + "\",\"validFor\":{\"start\":\""
        + from
        + "\"}},\"logId\":{\"keyId\":\""
        + spki.sha256().bytes().base64()
        + "\"}}";
  }

  static String authority(String organization, String url, List<Bytes> chain, Instant from) {
    String certificates =
        chain.stream()
            .map(each -> "{\"rawBytes\":\"" + each.base64() + "\"}")
            .collect(joining(","));
    return "{\"subject\":{\"organization\":\""
        + organization
        + "\",\"commonName\":\"authority\"},\"uri\":\""
        + url
        + "\",\"certChain\":{\"certificates\":["
        + certificates
        + "]},\"validFor\":{\"start\":\""
        + from
        + "\"}}";
  }
}
