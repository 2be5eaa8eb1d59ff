package org.stellaops.signer.crypto;

/** The setting {@code crypto.provider}: who checks signatures. */
public enum CryptoChoice {
  /** The fastest that is there. */
  AUTO,
  /** Amazon Corretto Crypto Provider, which needs a native library. */
  ACCP,
  /** Bouncy Castle. */
  BC,
  /** What the Java platform has registered. */
  JDK
}
