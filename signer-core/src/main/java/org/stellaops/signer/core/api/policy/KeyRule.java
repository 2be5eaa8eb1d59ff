package org.stellaops.signer.core.api.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * What policy says of one key of a tenant: where it is and when it may sign. It names the key and
 * gives no access to it.
 *
 * @param backend the name of the configured backend that holds it
 * @param uri the key in that backend, in the backend's own form
 * @param keyClass the backend's kind as records and metrics show it: {@code keystore}
 * @param plans the plans under which it may sign
 * @param predicateTypes its purpose: the types of the statements that it may sign; none for all of
 *     the tenant's
 * @param published whether anyone may read its public key at {@code GET /trust}
 * @param algorithm what it signs by, where its kind leaves a choice; null for what its backend says
 * @param life how it begins, and what it replaces
 */
public record KeyRule(
    KeyName name,
    String backend,
    KeyUri uri,
    String keyClass,
    Set<PlanName> plans,
    Set<String> predicateTypes,
    boolean published,
    @Nullable SignatureAlgorithm algorithm,
    Life life) {

  public KeyRule {
    plans = Set.copyOf(plans);
    predicateTypes = Set.copyOf(predicateTypes);
  }

  /**
   * Whether its purpose includes statements of this type. Exports are signed as they are as well,
   * so that a key is for them alone or not at all.
   */
  public boolean isFor(String predicateType) {
    if (predicateType.equals(DocumentTypes.EXPORT)) {
      return predicateTypes.equals(Set.of(DocumentTypes.EXPORT));
    }
    return predicateTypes.isEmpty() || predicateTypes.contains(predicateType);
  }

  /** A key that signs whatever its tenant may, by the algorithm that its kind has. */
  public KeyRule(
      KeyName name,
      String backend,
      KeyUri uri,
      String keyClass,
      Set<PlanName> plans,
      boolean published) {
    this(name, backend, uri, keyClass, plans, Set.of(), published, null, Life.STANDARD);
  }

  /**
   * How a key begins, and what it is for.
   *
   * @param replaces the key in whose place it signs once it is active; null for none
   * @param prepared whether a key that the catalog does not know yet begins as prepared, and not as
   *     active
   * @param hardware whether it is in hardware or a service that promises it
   */
  public record Life(@Nullable KeyName replaces, boolean prepared, boolean hardware) {

    /** Active at once, in the place of no other, in software. */
    public static final Life STANDARD = new Life(null, false, false);
  }
}
