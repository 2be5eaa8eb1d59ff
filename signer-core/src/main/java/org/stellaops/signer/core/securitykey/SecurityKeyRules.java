package org.stellaops.signer.core.securitykey;

import java.util.Set;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.model.Tenant;

/**
 * For whom security keys sign, and which are taken.
 *
 * @param party the service as keys and browsers know it
 * @param tenants whose persons may have keys
 * @param demand whether a decision on an approval needs one
 * @param models the AAGUIDs that are taken, as UUIDs; empty for every key. A key says its model
 *     itself
 * @param beginAnew tenants whose next first key two persons may confirm by their tokens alone,
 *     though the tenant has had keys: all of them are lost
 */
public record SecurityKeyRules(
    RelyingParty party,
    Set<Tenant> tenants,
    Demand demand,
    Set<String> models,
    Set<Tenant> beginAnew) {

  public SecurityKeyRules {
    tenants = Set.copyOf(tenants);
    models = Set.copyOf(models);
    beginAnew = Set.copyOf(beginAnew);
  }

  /** Whether a decision needs a security key. */
  public enum Demand {
    /** Nothing is decided without. */
    REQUIRED,
    /** A person decides with one, or without. */
    OPTIONAL,
    /** No decision is taken with one. */
    OFF
  }
}
