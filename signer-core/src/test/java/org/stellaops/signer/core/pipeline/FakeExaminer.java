package org.stellaops.signer.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.BundleExaminer;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;

/** Says of every document what a test wants to hear; what it is asked is kept. */
final class FakeExaminer implements BundleExaminer {

  static final Bytes PAYLOAD =
      Bytes.utf8(
          "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://example/t\","
              + "\"subject\":[{\"digest\":{\"sha256\":\""
              + "a".repeat(64)
              + "\"},\"name\":\"app\"}]}");

  final List<Question> asked = new ArrayList<>();
  Roots roots = Roots.NONE;

  /** By default whoever is asked for has signed, and about the artifact. */
  Function<Question, Examination> answer = FakeExaminer::good;

  static Examination good(Question question) {
    List<SignerIdentity> signers = new ArrayList<>();
    question.signers().keys().forEach(each -> signers.add(new KeyIdentity(each.key())));
    question
        .signers()
        .identities()
        .forEach(each ->
            signers.add(
                new CertificateIdentity(
                    Bytes.utf8("leaf"), List.of(), each.issuer(), each.subject())));
    Outcome compared = question.artifact().isEmpty() ? Outcome.NOT_APPLICABLE : Outcome.PASSED;
    return new Examination(
        List.of(
            new Check("form", Outcome.PASSED, "As it should be."),
            new Check("subject", compared, "A subject is the artifact.")),
        signers,
        Optional.empty(),
        Optional.of(new Signed(Optional.of(PAYLOAD))));
  }

  Question last() {
    return asked.get(asked.size() - 1);
  }

  @Override
  public Roots roots() {
    return roots;
  }

  @Override
  public Examination examine(Question question) {
    asked.add(question);
    return answer.apply(question);
  }
}
