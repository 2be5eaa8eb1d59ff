package org.stellaops.signer.core.api.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.core.statement.SignRequestReader;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonBoolean;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.TraceId;

/**
 * A request to sign a statement. It is the body that {@code POST /sign/dsse} takes, in RFC 8785
 * form, and the signer reads it as strictly as one that came over HTTP. Immutable: it may be sent
 * again, as often as wanted.
 */
public final class SigningRequest {

  private final Bytes body;
  private final @Nullable IdempotencyKey idempotencyKey;

  private SigningRequest(Bytes body, @Nullable IdempotencyKey idempotencyKey) {
    this.body = body;
    this.idempotencyKey = idempotencyKey;
  }

  /**
   * Starts a request for a statement of this type.
   *
   * @param predicateType a URI such as {@code https://cyclonedx.org/bom}
   */
  public static Builder ofType(String predicateType) {
    return new Builder(predicateType);
  }

  /** The JSON that is sent. It holds the Proof of Entitlement: keep it out of logs. */
  public Bytes body() {
    return body;
  }

  /**
   * The request as {@code Signer.handle} takes it, from a caller in this process.
   *
   * @param trace ties its records to the log lines of the embedding service
   */
  public IncomingRequest from(TraceId trace) {
    return new IncomingRequest(
        new Operation.SignStatement(),
        new Credential.Local(),
        trace,
        "local",
        idempotencyKey == null ? List.of() : List.of(idempotencyKey.value()),
        RequestBody.of(body));
  }

  /** Without its content. */
  @Override
  public String toString() {
    return "SigningRequest[" + body.size() + "]";
  }

  /** Which form of the result is wanted. */
  public enum Returned {
    /** The DSSE envelope alone. */
    DSSE,
    /** The Sigstore bundles alone, one for each signature. */
    SIGSTORE,
    /** Both, as without this option. */
    BOTH
  }

  /**
   * Collects the parts of a request, in any order. Methods that read what they are given throw
   * {@link IllegalArgumentException} at once; {@link #build} tells the rest. Not safe for use by
   * several threads.
   */
  public static final class Builder {

    private final JsonString predicateType;
    private final List<JsonValue> subjects = new ArrayList<>();
    private final Map<String, JsonValue> options = new TreeMap<>();
    private @Nullable Bytes predicate;
    private @Nullable JsonString proofOfEntitlement;
    private boolean withoutProof;
    private @Nullable Digest scannerImage;
    private @Nullable Digest scannerIndex;
    private @Nullable IdempotencyKey idempotencyKey;

    private Builder(String predicateType) {
      this.predicateType = text("the predicate type", predicateType);
    }

    /** Adds an artifact that the statement speaks of; at least one is needed. */
    public Builder subject(String name, Digest digest) {
      return subject(name, Map.of("sha256", digest.hex()));
    }

    /**
     * The same for an artifact that is known by other digests, or by several.
     *
     * @param digests algorithm to lower-case hexadecimal, among them {@code sha256}, {@code sha384}
     *     or {@code sha512}
     */
    public Builder subject(String name, Map<String, String> digests) {
      Map<String, JsonString> set = new TreeMap<>();
      digests.forEach((algorithm, hex) -> set.put(algorithm, text("a digest", hex)));
      return subject(
          JsonObject.of(
              Map.of("name", text("a subject's name", name), "digest", JsonObject.of(set))));
    }

    /** Adds a whole ResourceDescriptor, for what has a URI, a media type or annotations. */
    public Builder subject(JsonObject descriptor) {
      subjects.add(descriptor);
      return this;
    }

    /**
     * The claim. Without one the statement has no predicate, which in-toto v1 allows.
     *
     * @param json the text of a JSON object in UTF-8, such as an SBOM; it is signed in its RFC 8785
     *     form
     * @throws InvalidSigningRequest if it is no strict JSON, naming the place
     */
    public Builder predicate(Bytes json) {
      try {
        predicate = StrictJson.object(json, JsonLimits.REQUEST).canonical();
        return this;
      } catch (InvalidJson e) {
        throw new InvalidSigningRequest(
            new Refusal.InvalidStatement(
                e.fault().reason(),
                "$.predicate" + e.path().substring(1),
                "Give the predicate as strict JSON: " + e.getMessage() + "."));
      }
    }

    /** The claim. */
    public Builder predicate(JsonObject claim) {
      predicate = claim.canonical();
      return this;
    }

    /** The claim, of values that {@link JsonObject#ofPlain} takes. */
    public Builder predicate(Map<String, ? extends @Nullable Object> claim) {
      return predicate(JsonObject.ofPlain(claim));
    }

    /** The Proof of Entitlement, a compact JWT. Needed, but while a bypass is open. */
    public Builder proofOfEntitlement(String jwt) {
      proofOfEntitlement = text("the Proof of Entitlement", jwt);
      withoutProof = false;
      return this;
    }

    /**
     * Sends no Proof of Entitlement: for a tenant whose emergency bypass is open. At any other time
     * the signer refuses such a request with {@code poe-missing}. Of this and a proof, what is said
     * last holds.
     */
    public Builder withoutProofOfEntitlement() {
      proofOfEntitlement = null;
      withoutProof = true;
      return this;
    }

    /** The manifest digest of the image in which the caller runs; policy may ask for it. */
    public Builder scannerImage(Digest image) {
      scannerImage = image;
      return this;
    }

    /**
     * The manifest digest of a multi-platform index that lists the caller's image: a release
     * signature of the index counts for the image where policy says so.
     */
    public Builder scannerIndex(Digest index) {
      scannerIndex = index;
      return this;
    }

    /** Signs with these keys of the tenant, or with one profile; else policy chooses. */
    public Builder keys(KeyName... names) {
      return option("keys", JsonArray.ofStrings(Stream.of(names).map(KeyName::value).toList()));
    }

    /** What form of the result is wanted; both unless said. */
    public Builder returned(Returned form) {
      return option("returnBundle", new JsonString(form.name().toLowerCase(Locale.ROOT)));
    }

    /**
     * Signs with a short-lived certificate of the tenant's workload identity, not with a key. Every
     * such signature is timestamped.
     */
    public Builder keyless() {
      return option("signingMode", new JsonString("keyless"));
    }

    /** Asks for proof of each signature's time (RFC 3161). */
    public Builder timestamped() {
      return option("timestamp", new JsonBoolean(true));
    }

    /** Takes only signatures that a Rekor v2 log takes. The signer itself sends it none. */
    public Builder loggable() {
      return option("log", new JsonString("rekor-v2"));
    }

    /**
     * The policy that a report was made under, which its predicate must state as well: the member
     * {@code policy} with {@code digest} and {@code viewSet}.
     */
    public Builder reportPolicy(Digest digest, String viewSet) {
      return option(
          "policy",
          JsonObject.of(
              Map.of(
                  "digest",
                  new JsonString(digest.toString()),
                  "viewSet",
                  text("the view set", viewSet))));
    }

    /** Makes it safe to send the same request again: it is signed once. */
    public Builder idempotencyKey(IdempotencyKey key) {
      idempotencyKey = key;
      return this;
    }

    private Builder option(String name, JsonValue value) {
      options.put(name, value);
      return this;
    }

    /**
     * Puts the request together and reads it as the signer will: what the signer would refuse for
     * its form is told here. What depends on tenant, plan or time only the signer can tell.
     *
     * @throws InvalidSigningRequest for what is missing or wrong
     */
    public SigningRequest build() {
      if (subjects.isEmpty()) {
        throw missing(Reason.SUBJECT_COUNT, "Name what the statement speaks of: subject(...).");
      }
      if (proofOfEntitlement == null && !withoutProof) {
        throw missing(
            Reason.POE_MISSING,
            "Give a Proof of Entitlement: proofOfEntitlement(...); or, while an emergency bypass is"
                + " open, withoutProofOfEntitlement().");
      }
      Bytes body = body();
      Decision<SignRequest> read = SignRequestReader.read(body);
      return switch (read) {
        case Decision.Cleared<SignRequest> well -> new SigningRequest(body, idempotencyKey);
        case Decision.Refused<SignRequest> no -> throw new InvalidSigningRequest(no.why());
        case Decision.Repeated<SignRequest> never ->
            throw new IllegalStateException("reading repeats nothing");
      };
    }

    private static InvalidSigningRequest missing(Reason reason, String advice) {
      return new InvalidSigningRequest(new Refusal.InvalidRequest(reason, advice));
    }

    private Bytes body() {
      CanonicalWriter body =
          CanonicalWriter.object()
              .value("predicateType", predicateType)
              .value("subject", JsonArray.of(subjects));
      if (proofOfEntitlement != null) {
        body.object(
            "poe",
            CanonicalWriter.object().string("format", "jwt").value("value", proofOfEntitlement));
      }
      if (predicate != null) {
        body.canonical("predicate", predicate);
      }
      if (scannerImage != null) {
        body.string("scannerImageDigest", scannerImage.toString());
      }
      if (scannerIndex != null) {
        body.string("scannerIndexDigest", scannerIndex.toString());
      }
      if (!options.isEmpty()) {
        body.value("options", JsonObject.of(options));
      }
      return body.bytes();
    }

    private static JsonString text(String what, String value) {
      try {
        return new JsonString(value);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(what + " has " + e.getMessage(), e);
      }
    }
  }
}
