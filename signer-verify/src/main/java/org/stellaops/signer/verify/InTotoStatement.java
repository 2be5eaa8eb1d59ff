package org.stellaops.signer.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;

/**
 * What an in-toto Statement v1 says of its subjects ({@code attestation/spec/v1/statement.md}).
 *
 * @param predicateType as it stands, compared byte for byte and never normalised
 */
public record InTotoStatement(String predicateType, List<Subject> subjects) {

  private static final int MAX_SUBJECTS = 1024;
  private static final int MAX_DIGESTS = 32;

  /**
   * One artifact.
   *
   * @param name empty when absent; a label, by which nothing is decided
   * @param digests algorithm to hexadecimal text, as they stand
   */
  public record Subject(String name, Map<String, String> digests) {

    public Subject {
      digests = Map.copyOf(digests);
    }

    boolean is(Digest artifact) {
      return artifact.hex().equals(digests.get("sha256"));
    }
  }

  public InTotoStatement {
    subjects = List.copyOf(subjects);
  }

  /**
   * Reads a verified payload; the predicate is checked to be an object in form, and passed over.
   */
  static InTotoStatement read(Bytes payload) throws MalformedDocument {
    return StrictParser.read(
        payload,
        parser -> {
          Members members = new Members(parser);
          parser.root(members::member);
          return members.statement();
        });
  }

  private static final class Members {
    private final StrictParser parser;
    private String type = "";
    private @Nullable String predicateType;
    private final List<Subject> subjects = new ArrayList<>();

    Members(StrictParser parser) {
      this.parser = parser;
    }

    void member(String name) throws IOException, MalformedDocument {
      switch (name) {
        case "_type" -> type = parser.text("statement", 1024);
        case "predicateType" -> predicateType = parser.text("statement", 4096);
        case "subject" -> parser.array("statement", MAX_SUBJECTS, index -> subjects.add(subject()));
        case "predicate" -> parser.skipObject("statement");
        default -> throw new MalformedDocument("statement", "The statement has an unknown member.");
      }
    }

    private Subject subject() throws IOException, MalformedDocument {
      Map<String, String> digests = new LinkedHashMap<>();
      StringBuilder label = new StringBuilder();
      parser.object(
          "statement",
          name -> {
            switch (name) {
              case "name" -> label.append(parser.text("statement", 1 << 16));
              case "digest" -> parser.object("statement", algorithm -> put(digests, algorithm));
              case "uri", "content", "downloadLocation", "mediaType", "annotations" ->
                  parser.skip();
              default ->
                  throw new MalformedDocument("statement", "A subject has an unknown member.");
            }
          });
      if (digests.isEmpty()) {
        throw new MalformedDocument("statement", "A subject has no digest.");
      }
      return new Subject(label.toString(), digests);
    }

    private void put(Map<String, String> digests, String algorithm)
        throws IOException, MalformedDocument {
      if (digests.size() == MAX_DIGESTS) {
        throw new MalformedDocument("statement", "A subject has more than 32 digests.");
      }
      digests.put(algorithm, parser.text("statement", 1024));
    }

    InTotoStatement statement() throws MalformedDocument {
      if (!type.equals(DocumentTypes.STATEMENT)) {
        throw new MalformedDocument("statement", "The payload is no in-toto Statement v1.");
      }
      if (predicateType == null || predicateType.isEmpty()) {
        throw new MalformedDocument("statement", "The statement has no predicateType.");
      }
      if (subjects.isEmpty()) {
        throw new MalformedDocument("statement", "The statement has no subject.");
      }
      return new InTotoStatement(predicateType, subjects);
    }
  }
}
