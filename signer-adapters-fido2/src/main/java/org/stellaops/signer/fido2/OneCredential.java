package org.stellaops.signer.fido2;

import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one credential that a check is about, of the one user that there is during it; or none yet.
 */
final class OneCredential implements CredentialRepository {

  static final String USER = "owner";

  /** No user of anybody's: the library wants one. */
  static final ByteArray HANDLE = new ByteArray(new byte[] {1});

  private final @Nullable RegisteredCredential credential;

  OneCredential(@Nullable RegisteredCredential credential) {
    this.credential = credential;
  }

  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String user) {
    return credential == null
        ? Set.of()
        : Set.of(PublicKeyCredentialDescriptor.builder().id(credential.getCredentialId()).build());
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String user) {
    return user.equals(USER) ? Optional.of(HANDLE) : Optional.empty();
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray handle) {
    return handle.equals(HANDLE) ? Optional.of(USER) : Optional.empty();
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray id, ByteArray handle) {
    return handle.equals(HANDLE) ? lookupAll(id).stream().findFirst() : Optional.empty();
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray id) {
    return credential != null && credential.getCredentialId().equals(id)
        ? Set.of(credential)
        : Set.of();
  }
}
