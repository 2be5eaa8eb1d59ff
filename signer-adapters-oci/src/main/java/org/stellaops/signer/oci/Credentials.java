package org.stellaops.signer.oci;

import java.util.Optional;
import org.stellaops.signer.model.Deadline;

/** A user and a secret for a registry: a password or an access token. */
public record Credentials(String user, String secret) implements Login, LoginSource {

  public Credentials {
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a user has no colon and at least one character");
    }
  }

  /** These, always. */
  @Override
  public Optional<Login> login(Deadline deadline) {
    return Optional.of(this);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
