package org.stellaops.signer.cli.files;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;

/**
 * A Sigstore bundle as a registry is to list it. Whether its signature is good is for those to say
 * who verify it.
 *
 * @param content {@code dsse-envelope} or {@code message-signature}
 * @param predicateType of the statement in it; empty for none
 * @param subjects of that statement
 */
public record AttachedBundle(
    Bytes bundle, String content, String predicateType, List<Subject> subjects) {

  private static final int TEXT = 8192;

  public AttachedBundle {
    subjects = List.copyOf(subjects);
  }

  /**
   * Reads one.
   *
   * @param name what it is called in a sentence
   */
  public static AttachedBundle read(String name, Bytes bundle) {
    try {
      RawObject whole = StrictJson.raw(bundle, JsonLimits.REQUEST);
      if (!whole.requiredField("mediaType").string(TEXT).equals(DocumentTypes.SIGSTORE_BUNDLE)) {
        throw other(name, null);
      }
      Optional<RawObject.Member> envelope = whole.field("dsseEnvelope");
      if (envelope.isEmpty()) {
        whole.requiredField("messageSignature");
        return new AttachedBundle(bundle, "message-signature", "", List.of());
      }
      RawObject dsse = envelope.get().object();
      if (!dsse.required("payloadType").string(TEXT).equals(DocumentTypes.IN_TOTO)) {
        return new AttachedBundle(bundle, "dsse-envelope", "", List.of());
      }
      Statement statement = StatementReader.read(dsse.required("payload").base64());
      return new AttachedBundle(
          bundle, "dsse-envelope", statement.predicateType(), statement.subjects());
    } catch (InvalidJson | InvalidField e) {
      throw other(name, e);
    }
  }

  /** Whether a statement is about the manifest of this digest. */
  public static boolean isAbout(Bytes statement, Digest manifest) {
    try {
      return StatementReader.read(statement).isAbout(manifest);
    } catch (InvalidField e) {
      return false;
    }
  }

  /** Whether it is a statement about the manifest of this digest. */
  public boolean isAbout(Digest manifest) {
    return subjects.stream().anyMatch(subject -> subject.has(manifest));
  }

  private static CommandFailed other(String name, @Nullable Exception why) {
    return CommandFailed.usage(
        name + " is no Sigstore bundle v0.3" + (why == null ? "" : ": " + why.getMessage()), why);
  }
}
