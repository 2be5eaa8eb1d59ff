package org.stellaops.signer.ports;

import org.stellaops.signer.model.Labels;

/** What a security key is said to have signed, or registered, is not to be believed. */
public final class InvalidAssertion extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  public InvalidAssertion(Fault fault) {
    super(Labels.of(fault), null, false, false);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What is wrong with it. Stable words, as lower-case labels. */
  public enum Fault {
    /** It cannot be read, or has parts that were not asked for. */
    MALFORMED,
    /** The client data is of another ceremony. */
    TYPE,
    /** Something else was signed. */
    CHALLENGE,
    /** A page of another origin asked, or one inside a page of another origin. */
    ORIGIN,
    /** It is for another relying party. */
    RP_ID,
    /** Nobody touched the key. */
    USER_PRESENCE,
    /** The key did not verify who touched it, by PIN or otherwise. */
    USER_VERIFICATION,
    /** The public key is of a kind that is not supported, or is none. */
    PUBLIC_KEY,
    /** The public key did not sign this. */
    SIGNATURE,
    /** Another verifier refused what looks sound. */
    REFUSED
  }
}
