package org.stellaops.signer.oci;

/**
 * What a registry is told of who asks. Sent over TLS or to this machine only, to the registry
 * itself and to the token hosts that its settings name.
 */
public sealed interface Login permits Credentials, Login.IdentityToken, Login.RegistryToken {

  /** A refresh token, which the token host exchanges for one of the registry's tokens. */
  record IdentityToken(String token) implements Login {

    public IdentityToken {
      requireOne(token);
    }

    /** Never the token. */
    @Override
    public String toString() {
      return "IdentityToken[]";
    }
  }

  /** A token that the registry itself takes; it is sent to no token host. */
  record RegistryToken(String token) implements Login {

    public RegistryToken {
      requireOne(token);
    }

    /** Never the token. */
    @Override
    public String toString() {
      return "RegistryToken[]";
    }
  }

  private static void requireOne(String token) {
    if (token.length() > 16 << 10 || !token.matches("[!-~]+")) {
      throw new IllegalArgumentException("no token: it has no characters, or other than a token's");
    }
  }
}
