package org.stellaops.signer.oci;

/**
 * A user and a secret for a registry: a password or an access token. Sent over TLS or to this
 * machine only, to the registry itself and to the token hosts that its settings name.
 */
public record Credentials(String user, String secret) {

  public Credentials {
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a user has no colon and at least one character");
    }
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
