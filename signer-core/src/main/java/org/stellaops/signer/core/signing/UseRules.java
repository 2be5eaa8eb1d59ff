package org.stellaops.signer.core.signing;

import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Tenant;

/**
 * Whether one use of a key may go on, asked as often as it has waited for somebody: a seal or a
 * revocation does not wait for the backend.
 */
interface UseRules {

  /**
   * Asked right before each request to the key is sent.
   *
   * @throws RuntimeException it may not sign now
   */
  void requireSigning();

  /**
   * Asked before what the key signed leaves: to a timestamp authority, and to the caller.
   *
   * @throws RuntimeException it is withheld
   */
  void requireReleasing();

  /** Of a key of the tenant's. */
  static UseRules ofKey(SealGuard seal, KeyRegister register, Tenant tenant, KeyName key) {
    return new UseRules() {
      @Override
      public void requireSigning() {
        seal.requireUnsealed();
        register.requireSigning(tenant, key);
      }

      @Override
      public void requireReleasing() {
        seal.requireUnsealed();
        register.requireReleasing(tenant, key);
      }
    };
  }

  /** Of a key without a life of its own, which has its certificate for some minutes. */
  static UseRules ofIdentity(SealGuard seal) {
    return new UseRules() {
      @Override
      public void requireSigning() {
        seal.requireUnsealed();
      }

      @Override
      public void requireReleasing() {
        seal.requireUnsealed();
      }
    };
  }

  /** Of a key whose signature goes nowhere. */
  static UseRules ofTest(Runnable requireTesting) {
    return new UseRules() {
      @Override
      public void requireSigning() {
        requireTesting.run();
      }

      @Override
      public void requireReleasing() {}
    };
  }
}
