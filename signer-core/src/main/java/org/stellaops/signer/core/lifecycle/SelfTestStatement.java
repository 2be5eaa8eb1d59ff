package org.stellaops.signer.core.lifecycle;

import java.util.List;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.audit.StatementFacts;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PreAuthEncoding;

/**
 * The one statement that keys are tested with. It says what it is, its type is nobody else's, and
 * its subject is no artifact, so that a signature of it is worth nothing to anybody.
 */
final class SelfTestStatement {

  private static final String SUBJECT = "self-test";
  private static final Digest DIGEST = Bytes.utf8(SUBJECT).sha256();
  private static final Bytes PAYLOAD = payload();

  static final PreAuthEncoding MESSAGE = PreAuthEncoding.of(DocumentTypes.IN_TOTO, PAYLOAD);

  static final StatementFacts FACTS =
      new StatementFacts(
          1,
          List.of(SUBJECT),
          null,
          List.of(DIGEST.toString()),
          null,
          false,
          TenantPolicy.SELF_TEST_TYPE,
          PAYLOAD.sha256(),
          PAYLOAD.size(),
          null,
          null);

  private SelfTestStatement() {}

  private static Bytes payload() {
    CanonicalWriter predicate =
        CanonicalWriter.object()
            .string("note", "A test of a signing key. It says nothing about any artifact.");
    CanonicalWriter subject =
        CanonicalWriter.object()
            .canonical("digest", CanonicalWriter.object().string("sha256", DIGEST.hex()).bytes())
            .string("name", SUBJECT);
    return CanonicalWriter.object()
        .string("_type", "https://in-toto.io/Statement/v1")
        .canonical("predicate", predicate.bytes())
        .string("predicateType", TenantPolicy.SELF_TEST_TYPE)
        .objects("subject", List.of(subject))
        .bytes();
  }
}
