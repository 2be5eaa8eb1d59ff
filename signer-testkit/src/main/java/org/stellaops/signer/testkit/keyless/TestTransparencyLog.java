package org.stellaops.signer.testkit.keyless;

import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/**
 * A transparency log whose tree has three entries, of which the second is the one that is asked
 * for: as Rekor v1 with promises and times, or as Rekor v2 with neither.
 */
public final class TestTransparencyLog {

  private static final long INDEX = 1;
  private static final long SIZE = 3;

  private final KeyPair pair;
  private final String origin;
  private final boolean promising;
  private final Instant from;

  private TestTransparencyLog(KeyPair pair, String origin, boolean promising, Instant from) {
    this.pair = pair;
    this.origin = origin;
    this.promising = promising;
    this.from = from;
  }

  /** A Rekor v1 at {@code https://HOST} with an ECDSA P-256 key. */
  public static TestTransparencyLog rekor1(String host, Instant from) {
    return new TestTransparencyLog(TestKeys.p256(), host, true, from);
  }

  /** A Rekor v2 at {@code https://HOST} with an Ed25519 key. */
  public static TestTransparencyLog rekor2(String host, Instant from) {
    return new TestTransparencyLog(TestKeys.ed25519(), host, false, from);
  }

  private Bytes spki() {
    return Bytes.adopt(pair.getPublic().getEncoded());
  }

  /** How entries name it: of Rekor v2 the key's id in notes ({@code c2sp.org/signed-note}). */
  public Bytes id() {
    if (promising) {
      return spki().sha256().bytes();
    }
    Bytes key = spki().slice(spki().size() - 32, spki().size());
    MessageDigest digest = Digest.newSha256();
    Bytes.utf8(origin + "\n\u0001").update(digest);
    key.update(digest);
    return Bytes.adopt(digest.digest());
  }

  /** Its entry in {@code tlogs} of a trusted root. */
  public String json() {
    return json(Optional.empty());
  }

  /** The same with the last second at which it is trusted. */
  public String json(Optional<Instant> until) {
    String plain =
        TestTrustedRoot.log(
            "https://" + origin,
            spki(),
            promising ? "PKIX_ECDSA_P256_SHA_256" : "PKIX_ED25519",
            from);
    String own = plain.replace(spki().sha256().bytes().base64(), id().base64());
    return until
        .map(end -> own.replace("\"}},\"logId\"", "\",\"end\":\"" + end + "\"}},\"logId\""))
        .orElse(own);
  }

  /**
   * An entry as it stands in a bundle, each part of which can be another.
   *
   * @param promise empty for none
   */
  public record Entry(
      Bytes logId,
      String kind,
      String version,
      long index,
      long size,
      Bytes root,
      List<Bytes> hashes,
      String checkpoint,
      long integratedTime,
      Bytes promise,
      Bytes body) {

    public Entry {
      hashes = List.copyOf(hashes);
    }

    /** A {@code TransparencyLogEntry}. */
    public String json() {
      String hashesJson =
          String.join(",", hashes.stream().map(hash -> "\"" + hash.base64() + "\"").toList());
      return json(
          ",\"inclusionProof\":{\"logIndex\":\""
              + index
              + "\",\"rootHash\":\""
              + root.base64()
              + "\",\"treeSize\":\""
              + size
              + "\",\"hashes\":["
              + hashesJson
              + "],\"checkpoint\":{\"envelope\":\""
              + checkpoint.replace("\n", "\\n")
              + "\"}}");
    }

    /** The same with its promise alone. */
    public String jsonWithoutProof() {
      return json("");
    }

    private String json(String proof) {
      return "{\"logIndex\":\""
          + index
          + "\",\"logId\":{\"keyId\":\""
          + logId.base64()
          + "\"},\"kindVersion\":{\"kind\":\""
          + kind
          + "\",\"version\":\""
          + version
          + "\"}"
          + (integratedTime == 0 ? "" : ",\"integratedTime\":\"" + integratedTime + "\"")
          + (promise.isEmpty()
              ? ""
              : ",\"inclusionPromise\":{\"signedEntryTimestamp\":\"" + promise.base64() + "\"}")
          + proof
          + ",\"canonicalizedBody\":\""
          + body.base64()
          + "\"}";
    }
  }

  /** The entry of this body, logged at {@code at}. */
  public Entry entry(String kind, String version, String body, Instant at) {
    Bytes bytes = Bytes.utf8(body);
    Bytes first = leaf(Bytes.utf8("first"));
    Bytes third = leaf(Bytes.utf8("third"));
    Bytes root = node(node(first, leaf(bytes)), third);
    long time = promising ? at.getEpochSecond() : 0;
    return new Entry(
        id(),
        kind,
        version,
        INDEX,
        SIZE,
        root,
        List.of(first, third),
        checkpoint(SIZE, root),
        time,
        promising ? promise(bytes, time) : Bytes.empty(),
        bytes);
  }

  /** The promise of Rekor v1 for this body. */
  public Bytes promise(Bytes body, long time) {
    String signed =
        "{\"body\":\""
            + body.base64()
            + "\",\"integratedTime\":"
            + time
            + ",\"logID\":\""
            + id().hex()
            + "\",\"logIndex\":"
            + INDEX
            + "}";
    return TestKeys.sign(TestKeys.ECDSA, pair.getPrivate(), Bytes.utf8(signed));
  }

  /** A signed head of a tree. */
  public String checkpoint(long size, Bytes root) {
    return note(
        (promising ? origin + " - 42" : origin) + "\n" + size + "\n" + root.base64() + "\n");
  }

  /** Any text with the log's signature in its name. */
  public String note(String text) {
    Bytes sig =
        TestKeys.sign(promising ? TestKeys.ECDSA : "Ed25519", pair.getPrivate(), Bytes.utf8(text));
    byte[] line = new byte[4 + sig.size()];
    id().slice(0, 4).copyInto(line, 0);
    sig.copyInto(line, 4);
    return text + "\n\u2014 " + origin + " " + Bytes.adopt(line).base64() + "\n";
  }

  private static Bytes leaf(Bytes body) {
    return hash((byte) 0, body, Bytes.empty());
  }

  private static Bytes node(Bytes left, Bytes right) {
    return hash((byte) 1, left, right);
  }

  private static Bytes hash(byte prefix, Bytes first, Bytes second) {
    MessageDigest digest = Digest.newSha256();
    digest.update(prefix);
    first.update(digest);
    second.update(digest);
    return Bytes.adopt(digest.digest());
  }
}
