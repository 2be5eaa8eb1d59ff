package org.stellaops.signer.cli.files;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;

/**
 * The answer of a signer, taken apart: the envelope with every signature, and for each key a bundle
 * with its own.
 */
public record SignedFiles(List<Signed> signers, Bytes envelope, String auditId) {

  private static final String SCHEMA = "https://stella-ops.org/schemas/stella/signed/v1";
  private static final Set<String> ADDED = Set.of("files", "repeated", "schema");

  private static final JsonLimits ANSWER =
      new JsonLimits(128, 4096, 64, 1024, Integer.MAX_VALUE - 64);
  private static final int SMALL = 64 << 10;

  /**
   * What one key made.
   *
   * @param name what the tenant calls the key
   * @param fingerprint {@code sha256:<hex>} of its SubjectPublicKeyInfo, as audit records name it
   * @param keyDetails Sigstore's word for kind and algorithm of the key
   * @param subject the workload identity that it was signed for; empty for a key of the tenant's
   * @param fallback the outage for which a key signed in the place of that identity; empty for none
   * @param envelope the one in {@code bundle}, with this signature alone
   */
  public record Signed(
      String name,
      String fingerprint,
      String keyDetails,
      String publicKey,
      Optional<String> subject,
      Optional<String> fallback,
      Bytes envelope,
      Bytes bundle) {}

  public static SignedFiles of(Bytes answer) {
    try {
      CanonicalObject whole = StrictJson.object(answer, ANSWER);
      CanonicalObject bundle = StrictJson.object(value(whole, "bundle"), ANSWER);
      List<Bytes> bundles = elements(value(bundle, "sigstore"));
      if (bundle.member("signers").orElseThrow().tree(SMALL) instanceof JsonArray signers
          && signers.size() == bundles.size()
          && !bundles.isEmpty()
          && ADDED.stream().noneMatch(name -> whole.member(name).isPresent())
          && whole.member("auditId").orElseThrow().tree(SMALL) instanceof JsonString auditId) {
        List<Signed> all = new ArrayList<>();
        for (JsonObject signer : signers.objects()) {
          Bytes own = bundles.get(all.size());
          all.add(
              new Signed(
                  signer.string("name"),
                  signer.string("fingerprint"),
                  signer.string("keyDetails"),
                  signer.string("publicKey"),
                  signer.optionalString("subject"),
                  signer.optionalString("fallbackReason"),
                  value(StrictJson.object(own, ANSWER), "dsseEnvelope"),
                  own));
        }
        return new SignedFiles(all, value(bundle, "dsse"), auditId.value());
      }
    } catch (InvalidJson | NoSuchElementException e) {
      throw CommandFailed.answer("the server's answer cannot be read", e);
    }
    throw CommandFailed.answer("the server's answer cannot be read", null);
  }

  /** Whether an earlier request was answered so, and nothing was signed for this one. */
  public boolean repeated(SignerReply reply) {
    return reply.requestId() != null && !reply.requestId().equals(auditId);
  }

  /** The answer as it came, with what the command adds at its end. */
  Bytes document(SignerReply reply, CanonicalWriter added) {
    Bytes answer = reply.answer();
    byte[] more =
        added.bool("repeated", repeated(reply)).string("schema", SCHEMA).bytes().toByteArray();
    int end = answer.size() - 1;
    while (answer.at(end) != '}') {
      end--;
    }
    byte[] all = new byte[end + more.length];
    answer.slice(0, end).copyInto(all, 0);
    all[end] = ',';
    System.arraycopy(more, 1, all, end + 1, more.length - 1);
    return Bytes.adopt(all);
  }

  /** The fingerprints of all keys, in words. */
  public String fingerprints() {
    return signers.stream().map(Signed::fingerprint).collect(Collectors.joining(" and "));
  }

  /** What else the caller should know of who signed, a line each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Signed signer : signers) {
      signer
          .subject()
          .ifPresent(subject -> notes.add("signed for " + subject + ", by a certificate"));
      signer
          .fallback()
          .ifPresent(why ->
              notes.add(
                  "note: the key "
                      + signer.name()
                      + " signed in the place of the workload identity ("
                      + why
                      + "), as the tenant's policy declares"));
    }
    return notes;
  }

  private static Bytes value(CanonicalObject document, String name) {
    return document.member(name).orElseThrow().value();
  }

  /** The elements of an array of objects, byte for byte; its text was read strictly before. */
  private static List<Bytes> elements(Bytes array) {
    List<Bytes> elements = new ArrayList<>();
    int depth = 0;
    int start = 0;
    boolean inString = false;
    for (int i = 0; i < array.size(); i++) {
      byte c = array.at(i);
      if (inString) {
        if (c == '\\') {
          i++;
        } else {
          inString = c != '"';
        }
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' && depth++ == 0) {
        start = i;
      } else if (c == '}' && --depth == 0) {
        elements.add(array.slice(start, i + 1));
      }
    }
    return elements;
  }
}
