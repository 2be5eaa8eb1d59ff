package org.stellaops.signer.verify;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.BundleVerdict.Proven;
import org.stellaops.signer.verify.SignedDocument.Content;

/** The checks of a signed payload. Each is named in every verdict that has a signature check. */
final class StatementChecks {

  static final String SUBJECT = "subject";
  static final String ARTIFACT = "artifact";

  private static final String PAYLOAD_TYPE = "payload-type";
  private static final String STATEMENT = "statement";
  private static final String PREDICATE_TYPE = "predicate-type";

  /** What may be a statement for others and is more than is read here. */
  private static final Set<Reason> OUR_BOUNDS =
      EnumSet.of(
          Reason.JSON_TOO_LARGE,
          Reason.JSON_TOO_DEEP,
          Reason.JSON_TOO_MANY_MEMBERS,
          Reason.JSON_TOO_MANY_VALUES,
          Reason.JSON_NAME_TOO_LONG);

  private StatementChecks() {}

  /** For a payload that too few trusted signers signed. */
  static void addUnsigned(List<Check> checks) {
    addUnmade(
        checks,
        "Not looked at: it is not signed.",
        PAYLOAD_TYPE,
        STATEMENT,
        SUBJECT,
        PREDICATE_TYPE);
  }

  private static void addUnmade(List<Check> checks, String why, String... names) {
    for (String name : names) {
      checks.add(new Check(name, Outcome.NOT_APPLICABLE, why));
    }
  }

  static Proven add(List<Check> checks, Content content, Expectations expected) {
    return switch (content) {
      case Content.Envelope envelope -> statement(checks, envelope, expected);
      case Content.Plain plain -> plain(checks, plain);
      case Content.Message message -> message(checks, expected);
    };
  }

  /** A file that was signed as it is says nothing, so that it is of no predicate type. */
  private static Proven message(List<Check> checks, Expectations expected) {
    checks.add(
        new Check(ARTIFACT, Outcome.PASSED, "What is signed is " + expected.artifact() + "."));
    checks.add(
        expected.predicateType() == null
            ? new Check(PREDICATE_TYPE, Outcome.NOT_APPLICABLE, "No predicate type was asked for.")
            : new Check(
                PREDICATE_TYPE,
                Outcome.FAILED,
                "What is signed is a file and no statement; asked for was "
                    + expected.predicateType()
                    + "."));
    return new Proven(Optional.empty(), Optional.empty());
  }

  private static Proven plain(List<Check> checks, Content.Plain plain) {
    checks.add(new Check(STATEMENT, Outcome.FAILED, "What is signed is no in-toto Statement."));
    return new Proven(Optional.of(plain.payload()), Optional.empty());
  }

  private static Proven statement(
      List<Check> checks, Content.Envelope read, Expectations expected) {
    if (expected.payloadType() != null) {
      checks.add(
          Check.of(
              PAYLOAD_TYPE,
              read.payloadType().equals(expected.payloadType()),
              "The payload is " + expected.payloadType() + ".",
              "The signed payload type is not " + expected.payloadType() + "."));
      addUnmade(checks, "The payload is no statement.", STATEMENT, SUBJECT, PREDICATE_TYPE);
      return new Proven(Optional.of(read.payload()), Optional.empty());
    }
    checks.add(
        Check.of(
            PAYLOAD_TYPE,
            read.payloadType().equals(DocumentTypes.IN_TOTO),
            "The payload is " + DocumentTypes.IN_TOTO + ".",
            "The signed payload type is not " + DocumentTypes.IN_TOTO + "."));
    try {
      Statement statement = StatementReader.read(read.payload());
      String version = "An in-toto Statement " + statement.version() + ".";
      checks.add(new Check(STATEMENT, Outcome.PASSED, version));
      checks.add(subject(statement, expected));
      checks.add(predicateType(statement, expected));
      return new Proven(Optional.of(read.payload()), Optional.of(statement));
    } catch (InvalidField e) {
      Outcome outcome = OUR_BOUNDS.contains(e.reason()) ? Outcome.UNSUPPORTED : Outcome.FAILED;
      checks.add(new Check(STATEMENT, outcome, e.getMessage() + ": " + e.advice()));
      addUnmade(checks, "Not looked at: the statement is not valid.", SUBJECT, PREDICATE_TYPE);
      return new Proven(Optional.of(read.payload()), Optional.empty());
    }
  }

  private static Check subject(Statement statement, Expectations expected) {
    ArtifactDigests artifact = expected.artifact();
    if (artifact == null) {
      return new Check(SUBJECT, Outcome.NOT_APPLICABLE, "No artifact was given to compare with.");
    }
    List<Subject> incomparable = new ArrayList<>();
    for (Subject subject : statement.subjects()) {
      switch (artifact.match(subject)) {
        case SAME -> {
          return new Check(SUBJECT, Outcome.PASSED, "A subject is the artifact " + artifact + ".");
        }
        case ANOTHER -> {}
        case INCOMPARABLE -> incomparable.add(subject);
      }
    }
    String only = algorithms(incomparable);
    if (incomparable.size() == statement.subjects().size()) {
      return new Check(
          SUBJECT,
          Outcome.UNSUPPORTED,
          "The subjects have only " + only + "; compared was " + artifact.algorithms() + ".");
    }
    String no = "No subject is the artifact " + artifact + ".";
    String rest = " " + incomparable.size() + " subject(s) could not be compared: they have only ";
    return new Check(SUBJECT, Outcome.FAILED, incomparable.isEmpty() ? no : no + rest + only + ".");
  }

  private static String algorithms(List<Subject> subjects) {
    TreeSet<String> known = new TreeSet<>();
    subjects.forEach(subject -> known.addAll(subject.digests().keySet()));
    return known.stream().limit(8).map(Shown::text).collect(joining(", "));
  }

  private static Check predicateType(Statement statement, Expectations expected) {
    String type = expected.predicateType();
    if (type == null) {
      return new Check(PREDICATE_TYPE, Outcome.NOT_APPLICABLE, "No predicate type was asked for.");
    }
    return Check.of(
        PREDICATE_TYPE,
        statement.predicateType().equals(type),
        "The predicate type is the one asked for.",
        "The predicate type is "
            + Shown.text(statement.predicateType())
            + ", asked for was "
            + type
            + ".");
  }
}
