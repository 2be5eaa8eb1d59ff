package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyName;

/**
 * What a person did by one request, as the store has it: durable before the request's decision is.
 *
 * @param reason why, in the person's words
 */
public record RecordedAct(String reason, Subject subject) {

  /** What was acted on, and how. */
  public sealed interface Subject {}

  /**
   * A signing key.
   *
   * @param fingerprint SHA-256 of its SubjectPublicKeyInfo
   * @param verb as {@link KeyCatalog.KeyEvent#verb}
   * @param to the state afterwards
   * @param effective from when a revocation counts, or is to; null for any other verb
   * @param replaced the keys in whose place it now signs
   */
  public record OnKey(
      KeyName name,
      Digest fingerprint,
      String verb,
      KeyCatalog.KeyState to,
      @Nullable Instant effective,
      List<String> replaced)
      implements Subject {

    public OnKey {
      replaced = List.copyOf(replaced);
    }
  }

  /** The seal. */
  public record OnSeal(SealStore.Deed deed) implements Subject {}

  /** The approval of an image. */
  public record OnApproval(AuditId id, Digest image, ImageApprovals.Deed deed) implements Subject {}

  /**
   * An emergency bypass.
   *
   * @param state {@code opened} or {@code ended}
   */
  public record OnBypass(Digest id, String state) implements Subject {}

  /** A person's security key. */
  public record OnSecurityKey(AuditId id, SecurityKeyStore.Deed deed) implements Subject {}
}
