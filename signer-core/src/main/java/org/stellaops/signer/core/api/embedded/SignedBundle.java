package org.stellaops.signer.core.api.embedded;

import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PlanName;

/**
 * What a request to sign was answered with: the signatures in the forms that verifiers take, and
 * under what they were given. Read from a signer that is trusted, it proves nothing by itself: who
 * got it from elsewhere verifies {@link #bundles} or {@link #envelope}.
 */
public final class SignedBundle {

  private final AuditId auditId;
  private final Optional<Bytes> envelope;
  private final List<Bytes> bundles;
  private final List<Signatory> signers;
  private final Hashes hashes;
  private final Release release;
  private final PlanName plan;
  private final List<Bytes> logEntryRequests;
  private final Bytes answer;

  private SignedBundle(Bytes answer, JsonObject read) throws InvalidJson {
    JsonObject bundle = read.object("bundle");
    JsonObject attestor = read.object("attestor");
    this.answer = answer;
    this.auditId = new AuditId(read.string("auditId"));
    this.envelope = bundle.optionalObject("dsse").map(JsonValue::canonical);
    this.bundles = texts(bundle, "sigstore");
    this.signers = SignatoryReader.read(bundle);
    this.hashes =
        new Hashes(
            new Digest(read.string("payloadSha256")),
            new Digest(read.string("paeSha256")),
            new Digest(read.string("bundleSha256")));
    this.release = release(read.object("release"));
    this.plan = new PlanName(read.object("policy").string("plan"));
    this.logEntryRequests = texts(attestor, "logEntryRequests");
  }

  /**
   * Reads an answer of {@code POST /sign/dsse}, or of {@code Signer.handle} to such a request.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SignedBundle read(Bytes answer) {
    try {
      if (JsonValue.parse(answer, JsonLimits.REQUEST) instanceof JsonObject read) {
        return new SignedBundle(answer, read);
      }
      throw new IllegalArgumentException("an answer is a JSON object");
    } catch (InvalidJson | DateTimeException e) {
      throw new IllegalArgumentException(
          "not an answer to a request to sign: " + e.getMessage(), e);
    }
  }

  private static List<Bytes> texts(JsonObject parent, String name) throws InvalidJson {
    return parent.has(name)
        ? parent.array(name).values().stream().map(JsonValue::canonical).toList()
        : List.of();
  }

  private static Release release(JsonObject release) throws InvalidJson {
    return new Release(
        Verdict.valueOf(release.string("verdict").toUpperCase(Locale.ROOT).replace('-', '_')),
        release.optionalString("imageDigest").map(Digest::parse),
        release.optionalString("source"),
        release.optionalString("signerKey").map(Digest::parse));
  }

  /**
   * What identifies the statement, whatever keys signed it.
   *
   * @param payload of the statement's RFC 8785 bytes
   * @param preAuthEncoding of what was signed
   * @param envelope of the RFC 8785 form of the envelope with all signatures, wanted or not
   */
  public record Hashes(Digest payload, Digest preAuthEncoding, Digest envelope) {}

  /** Why the release gate said yes, the strongest reason first. */
  public enum Verdict {
    /** The calling image is release-signed, and the caller's identity says that it runs it. */
    ATTESTED,
    /** Likewise, by the tenant's list. */
    ALLOW_LISTED,
    /** Likewise, by a person for a time. */
    APPROVED,
    /** Release-signed when it was looked up last; no source could be asked since. */
    STALE,
    /** Only the request says which image it is. */
    ASSERTED,
    /** By the tenant's policy. */
    NOT_REQUIRED
  }

  /**
   * What the release gate found.
   *
   * @param image that was judged; empty if none was
   * @param source where the signature was found, {@code allow-list}, or {@code approval:} and the
   *     approval's id
   * @param signerKey fingerprint of the release key that signed
   */
  public record Release(
      Verdict verdict,
      Optional<Digest> image,
      Optional<String> source,
      Optional<Digest> signerKey) {}

  /** Of the request that was signed: of the first one, if this is a repeat. */
  public AuditId auditId() {
    return auditId;
  }

  /**
   * The DSSE envelope with every signature, as RFC 8785 JSON; empty if Sigstore bundles alone were
   * asked for.
   */
  public Optional<Bytes> envelope() {
    return envelope;
  }

  /**
   * A Sigstore bundle v0.3 for each signature, as RFC 8785 JSON; empty if the envelope alone was
   * asked for. cosign takes each as it is.
   */
  public List<Bytes> bundles() {
    return bundles;
  }

  /** Whose the signatures are, in the order of the envelope's signatures and of the bundles. */
  public List<Signatory> signers() {
    return signers;
  }

  public Hashes hashes() {
    return hashes;
  }

  public Release release() {
    return release;
  }

  /** The plan under which it was signed. */
  public PlanName plan() {
    return plan;
  }

  /**
   * A request to a Rekor v2 log for each signature whose algorithm the log takes, as JSON. The
   * signer sends none.
   */
  public List<Bytes> logEntryRequests() {
    return logEntryRequests;
  }

  /** The whole answer as it came, with what has no method here. */
  public Bytes answer() {
    return answer;
  }

  @Override
  public String toString() {
    return "SignedBundle[" + auditId + "]";
  }
}
