package org.stellaops.signer.ports;

/**
 * A key that was made for one certificate. Its private half is in the memory of this process alone.
 * Safe for concurrent use.
 */
public interface CertifiedKey extends SigningKey, AutoCloseable {

  /** What was issued for {@link #pin}, as the authority answered; nothing of it is checked. */
  IssuedCertificate certificate();

  /**
   * Forgets the private key: overwrites it where the platform gives access to its bytes. A
   * signature that is being made may end; {@link #sign} throws {@link KeyNotFound} afterwards.
   */
  @Override
  void close();
}
