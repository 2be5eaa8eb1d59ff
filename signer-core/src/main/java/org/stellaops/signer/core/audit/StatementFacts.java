package org.stellaops.signer.core.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/**
 * What is asked to be signed. A record must stay small however many subjects there are: it names
 * the first of them, and a hash over all stands for the rest.
 *
 * @param names of the first subjects
 * @param namesSha256 over all names; null where all are there
 * @param digests of the first subjects
 * @param digestsSha256 over all digests; null where there is one
 * @param cut whether names or digests were left out
 */
public record StatementFacts(
    long subjects,
    List<String> names,
    @Nullable Digest namesSha256,
    List<String> digests,
    @Nullable Digest digestsSha256,
    boolean cut,
    String predicateType,
    Digest payloadSha256,
    long payloadBytes,
    @Nullable String claimedPolicyDigest,
    @Nullable String claimedViewSet) {

  private static final int MOST = 64;

  /** A control character takes six bytes in JSON: with these a record stays under 64 KiB. */
  private static final int MOST_NAME_BYTES = 4 << 10;

  public static StatementFacts of(
      List<Subject> subjects,
      String predicateType,
      Bytes payload,
      Digest payloadSha256,
      @Nullable String claimedPolicyDigest,
      @Nullable String claimedViewSet) {
    List<String> digests = subjects.stream().flatMap(one -> one.labels().stream()).toList();
    List<String> all = subjects.stream().map(Subject::name).toList();
    List<String> names = first(all);
    boolean namesCut = names.size() < all.size();
    return new StatementFacts(
        subjects.size(),
        names,
        namesCut ? CanonicalWriter.object().strings("subjectNames", all).bytes().sha256() : null,
        digests.subList(0, Math.min(digests.size(), MOST)),
        digests.size() > 1 ? Bytes.utf8(String.join("\n", digests)).sha256() : null,
        namesCut || digests.size() > MOST,
        predicateType,
        payloadSha256,
        payload.size(),
        claimedPolicyDigest,
        claimedViewSet);
  }

  private static List<String> first(List<String> names) {
    List<String> first = new ArrayList<>();
    int left = MOST_NAME_BYTES;
    for (String name : names) {
      left -= name.getBytes(StandardCharsets.UTF_8).length;
      if (left < 0 || first.size() == MOST) {
        return first;
      }
      first.add(name);
    }
    return first;
  }

  void into(FactForm form) {
    form.firstText("subjectDigest", digests.get(0))
        .number("subjectCount", subjects)
        .texts("subjectNames", names)
        .digest("subjectNamesSha256", namesSha256)
        .texts("subjectDigests", digests)
        .digest("subjectsSha256", digestsSha256)
        .flag("subjectsCut", cut)
        .text("predicateType", predicateType)
        .digest("payloadSha256", payloadSha256)
        .number("payloadBytes", payloadBytes)
        .text("claimedPolicyDigest", claimedPolicyDigest)
        .text("claimedViewSet", claimedViewSet);
  }
}
