package org.stellaops.signer.kms.keystore;

/** What decrypts and uses the private key of a PEM file. */
sealed interface PemKeyReader permits SoftwarePem, ModulePem {

  /**
   * The PKCS#8 form in an EncryptedPrivateKeyInfo (RFC 5958 §3).
   *
   * @throws IllegalArgumentException it is encrypted in a way that is not used here; the message
   *     says what to do
   * @throws IllegalStateException it is corrupt or has another password
   */
  byte[] decrypted(byte[] der, char[] password);

  /**
   * The key of a PKCS#8 form.
   *
   * @throws IllegalArgumentException it is of a kind that is not used here; the message says which
   *     are, and completes "the key file holds"
   */
  LocalKey key(byte[] pkcs8);
}
