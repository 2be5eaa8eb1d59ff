package org.stellaops.signer.json.intoto;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Reason;

/**
 * Reads in-toto Statements, v1 and v0.1, under the bounds that common verifiers have: 1024 subjects
 * with 32 digests each, and no unknown member.
 */
public final class StatementReader {

  /** Of JSON text: 1024 characters take no more, however they are escaped. */
  private static final int MAX_TYPE_BYTES = 8192;

  private StatementReader() {}

  /**
   * Reads a payload. The predicate, if there is one, is checked to be a JSON object and passed
   * over; memory is that of the subjects. An optional member that is null is absent, as programs
   * that read and write statements by protobuf's JSON or Go's have it.
   */
  public static Statement read(Bytes payload) throws InvalidField {
    try {
      RawObject statement = StrictJson.raw(payload, JsonLimits.REQUEST);
      statement.allowOnly("_type", "subject", "predicateType", "predicate");
      String type = statement.required("_type").string(MAX_TYPE_BYTES);
      if (!type.equals(DocumentTypes.STATEMENT) && !type.equals(DocumentTypes.STATEMENT_V01)) {
        throw new InvalidField(
            Reason.STATEMENT_TYPE,
            "$._type",
            "Only " + DocumentTypes.STATEMENT + " and v0.1 are read.");
      }
      String predicateType = statement.required("predicateType").string(MAX_TYPE_BYTES);
      if (predicateType.isEmpty()) {
        throw new InvalidField(
            Reason.PREDICATE_TYPE, "$.predicateType", "A statement has a predicateType.");
      }
      Optional<RawObject.Member> predicate =
          statement.member("predicate").filter(member -> member.kind() != JsonKind.NULL);
      if (predicate.isPresent() && predicate.get().kind() != JsonKind.OBJECT) {
        throw new InvalidField(
            Reason.PREDICATE_NOT_AN_OBJECT, "$.predicate", "The predicate is an object.");
      }
      RawObject.Member subject = statement.required("subject");
      return new Statement(
          type,
          predicateType,
          SubjectReader.read(subject.tree(SubjectReader.MAX_BYTES, SubjectReader.MAX_VALUES)));
    } catch (InvalidJson e) {
      throw new InvalidField(e.fault().reason(), e.path(), e.fault().sentence());
    }
  }

  /**
   * Reads the subjects of a statement that is to be signed. Each needs a strong digest, and digests
   * are in their one form. A name is optional, as in the specification: whether one is needed is
   * for policy to say.
   */
  public static List<Subject> subjectsToSign(CanonicalObject.Member subject)
      throws InvalidJson, InvalidField {
    return SubjectReader.readToSign(
        subject.tree(SubjectReader.MAX_BYTES, SubjectReader.MAX_VALUES));
  }
}
