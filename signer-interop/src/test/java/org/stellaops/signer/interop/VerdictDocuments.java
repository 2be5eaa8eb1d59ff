package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.testkit.registry.DocumentSigner.BUNDLE;
import static org.stellaops.signer.testkit.registry.DocumentSigner.IN_TOTO;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/**
 * The documents of docs/cosign-verdicts.md that are made here: each is a good bundle about one
 * artifact, signed by one key, but for what its name says.
 */
final class VerdictDocuments {

  /** One document under the name that the page has for it. */
  record Document(String name, Bytes content) {}

  static final String TYPE = "https://cyclonedx.org/bom";

  private static final String TYPE_MEMBER = "\"payloadType\":\"" + IN_TOTO + "\"";
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final DocumentSigner signer;
  private final VerdictStatements statements;
  private final Bytes certificate;
  private final String good;
  private final List<Document> documents = new ArrayList<>();

  /**
   * @param certificate any, DER
   */
  VerdictDocuments(DocumentSigner signer, Bytes artifact, Bytes certificate) {
    this.signer = signer;
    this.statements = new VerdictStatements(artifact);
    this.certificate = certificate;
    this.good = signer.bundle(statements.good());
  }

  List<Document> all() {
    signatures();
    base64();
    envelopes();
    bundles();
    mediaTypes();
    materials();
    statements.statements().forEach(it -> add(it.name(), signer.bundle(it.payload())));
    statements.subjects().forEach(it -> add(it.name(), signer.bundle(it.payload())));
    return List.copyOf(documents);
  }

  private void add(String name, String content) {
    documents.add(new Document(name, Bytes.utf8(content)));
  }

  private void add(String name, String from, String to) {
    add(name, replaced(good, from, to));
  }

  private static String replaced(String text, String from, String to) {
    assertThat(text).contains(from);
    return text.replace(from, to);
  }

  private void signatures() {
    Bytes payload = Bytes.utf8(statements.good());
    Bytes sig = signer.sign(IN_TOTO, payload);
    String entry = "{\"sig\":\"" + sig.base64() + "\"}";
    String bundle = signer.bundle(IN_TOTO, payload, sig);
    add("signed by another key", DocumentSigner.p256().bundle(statements.good()));
    add("a byte of the payload changed", signer.bundle(IN_TOTO, changed(payload), sig));
    add("a byte of the signature changed", signer.bundle(IN_TOTO, payload, changed(sig)));
    add("the signature of another payload", signer.bundle(IN_TOTO, Bytes.utf8("{}"), sig));
    add("a byte after the signature", signer.bundle(IN_TOTO, payload, longer(sig)));
    add("the signature with n - s for s", signer.bundle(IN_TOTO, payload, negated(sig)));
    add("no signature", replaced(bundle, entry, ""));
    add("an empty signature", replaced(bundle, sig.base64(), ""));
    add("two good signatures", replaced(bundle, entry, entry + "," + entry));
    add("`keyid` of another key", "{\"sig\"", "{\"keyid\":\"SHA256:AAAA\",\"sig\"");
    add("`keyid` null", "{\"sig\"", "{\"keyid\":null,\"sig\"");
  }

  private static Bytes changed(Bytes content) {
    byte[] bytes = content.toByteArray();
    bytes[bytes.length / 2] ^= 1;
    return Bytes.adopt(bytes);
  }

  private static Bytes longer(Bytes content) {
    return Bytes.adopt(Arrays.copyOf(content.toByteArray(), content.size() + 1));
  }

  /** The other signature that ECDSA has for each: it verifies as well. */
  private static Bytes negated(Bytes sig) {
    byte[] der = sig.toByteArray();
    int sAt = 4 + der[3];
    byte[] s = Arrays.copyOfRange(der, sAt + 2, der.length);
    byte[] other = P256_ORDER.subtract(new BigInteger(s)).toByteArray();
    byte[] result = Arrays.copyOf(der, sAt + 2 + other.length);
    result[1] = (byte) (result.length - 2);
    result[sAt + 1] = (byte) other.length;
    System.arraycopy(other, 0, result, sAt + 2, other.length);
    return Bytes.adopt(result);
  }

  private void base64() {
    String bundle = signer.bundle(statements.inBothAlphabets());
    String text = Bytes.utf8(statements.inBothAlphabets()).base64();
    String url = text.replace('+', '-').replace('/', '_');
    String lastBits = text.substring(0, text.length() - 3);
    assertThat(text).contains("+", "/").endsWith("==").doesNotContain("-", "_");
    add("payload in base64url, padded", replaced(bundle, text, url));
    add("payload in base64url, not padded", replaced(bundle, text, url.replace("=", "")));
    add("payload in base64, not padded", replaced(bundle, text, text.replace("=", "")));
    add("payload in both alphabets", replaced(bundle, text, text.replace('+', '-')));
    add(
        "a line end in the payload's base64",
        replaced(bundle, text, text.charAt(0) + "\\n" + text.substring(1)));
    add(
        "bits after the payload's last byte",
        replaced(bundle, text, lastBits + (char) (text.charAt(text.length() - 3) + 1) + "=="));
    add("slashes escaped, as `\\/`", good.replace("/", "\\/"));
  }

  private void envelopes() {
    Bytes payload = Bytes.utf8(statements.good());
    String other = "application/vnd.cyclonedx+json";
    add("the envelope alone", signer.envelope(statements.good()));
    add(
        "another `payloadType`, signed",
        signer.bundle(other, payload, signer.sign(other, payload)));
    add("another `payloadType`, put in later", IN_TOTO, other);
    add("no `payloadType`", TYPE_MEMBER + ",", "");
    add("`payload_type` for `payloadType`", "payloadType", "payload_type");
    add("an unknown member in the envelope", "{\"payload\"", "{\"extra\":1,\"payload\"");
    add("a certificate beside the signature", "{\"sig\"", "{\"cert\":\"AAAA\",\"sig\"");
  }

  private void bundles() {
    add(
        "members named as in the definition",
        good.replace("mediaType", "media_type")
            .replace("verificationMaterial", "verification_material")
            .replace("publicKey", "public_key")
            .replace("dsseEnvelope", "dsse_envelope"));
    add(
        "a member under both names",
        "{\"mediaType\"",
        "{\"media_type\":\"" + BUNDLE + "\",\"mediaType\"");
    add("null for what is absent", ",\"dsse", ",\"messageSignature\":null,\"dsse");
    add("an unknown member", "{\"mediaType\"", "{\"extra\":1,\"mediaType\"");
    add("a member twice", "{\"payload\"", "{\"payload\":\"\",\"payload\"");
    add("an envelope and a message signature", ",\"dsse", "," + messageSignature() + ",\"dsse");
    add("a message signature", good.replaceAll("\"dsseEnvelope\".*", messageSignature() + "}"));
    add("neither", good.replaceAll(",\"dsseEnvelope\".*", "}"));
    add("a byte order mark before it", "\uFEFF" + good);
    documents.add(new Document("in UTF-16", Bytes.adopt(good.getBytes(StandardCharsets.UTF_16))));
    add("something after the end", good + "{}");
    add("a line end after the end", good + "\n");
    add("cut off", good.substring(0, good.length() - 1));
  }

  private static String messageSignature() {
    return "\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"SHA2_256\",\"digest\":\"AAAA\"},"
        + "\"signature\":\"AAAA\"}";
  }

  private void mediaTypes() {
    for (String spelling :
        List.of("+json;version=0.1", "+json;version=0.3", ".v0.2+json", ".v0.4+json")) {
      add("media type `…bundle" + spelling + "`", ".v0.3+json", spelling);
    }
    add("media type `application/json`", BUNDLE, "application/json");
    add("no media type", "\"mediaType\":\"" + BUNDLE + "\",", "");
  }

  private void materials() {
    String hint = "\"hint\":\"" + KeyNames.hint(signer.key()) + "\"";
    String key = "\"publicKey\":{" + hint + "}";
    String x509 = "\"certificate\":{\"rawBytes\":\"" + certificate.base64() + "\"}";
    String timestamp = "{\"rfc3161Timestamps\":[{\"signedTimestamp\":\"AAAA\"}]}";
    add("no hint", hint, "");
    add("the hint of another key", hint, "\"hint\":\"AAAA\"");
    add("no key", key, "");
    add("a key and a certificate", key, key + "," + x509);
    add("a certificate for the key", key, x509);
    add("a log entry, made up", withLogEntry());
    String stamped = ",\"timestampVerificationData\":" + timestamp;
    add("a timestamp, made up", key, key + stamped);
    add(
        "the same, signed by another key",
        DocumentSigner.p256()
            .bundle(statements.good())
            .replace("}},\"dsse", "}" + stamped + "},\"dsse"));
  }

  /** In the form of Rekor's, but no log ever had it. */
  private String withLogEntry() {
    Bytes payload = Bytes.utf8(statements.good());
    Bytes sig = signer.sign(IN_TOTO, payload);
    String hash = "{\"algorithm\":\"sha256\",\"value\":\"" + payload.sha256().hex() + "\"}";
    String body =
        """
        {"apiVersion":"0.0.1","kind":"dsse","spec":{"envelopeHash":%s,"payloadHash":%s,\
        "signatures":[{"signature":"%s","verifier":"%s"}]}}\
        """
            .formatted(hash, hash, sig.base64(), Bytes.utf8(signer.key().pem()).base64());
    String node = Bytes.adopt(HexFormat.of().parseHex("ab".repeat(32))).base64();
    String entry =
        """
        {"logIndex":"1","logId":{"keyId":"%1$s"},"kindVersion":{"kind":"dsse","version":"0.0.1"},\
        "integratedTime":"1700000000","inclusionPromise":{"signedEntryTimestamp":"AAAA"},\
        "inclusionProof":{"logIndex":"1","rootHash":"%1$s","treeSize":"2","hashes":["%1$s"],\
        "checkpoint":{"envelope":"log\\n2\\n%1$s\\n\\n— log AAAA\\n"}},"canonicalizedBody":"%2$s"}\
        """
            .formatted(node, Bytes.utf8(body).base64());
    return replaced(
        signer.bundle(IN_TOTO, payload, sig),
        "}},\"dsse",
        "},\"tlogEntries\":[" + entry + "]},\"dsse");
  }
}
