package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;

/**
 * What callers have bundles verified by, beside the tenants' own keys.
 *
 * @param revocations null where nothing is revoked but keys of the catalog
 */
public record VerificationSettings(
    @Setting(
            "Further trusted roots, Sigstore `trusted_root.json` files, beside"
                + " `sigstore.trustedRoot`: whose certificates, logs and timestamps count for"
                + " `POST /verify/bundle`. What is signed here is never checked by them.")
        @Fallback("")
        Set<Path> trustedRoots,
    @Setting(
            "What is revoked beside keys of the catalog: keys, identities of certificates and"
                + " content, as Offline Kits have it ([offline-kit.md](offline-kit.md#revoke))."
                + " `POST /verify/bundle` honours it, `GET /trust` publishes it, a reload reads it"
                + " again.")
        @Nullable Path revocations) {

  public VerificationSettings {
    trustedRoots = Set.copyOf(trustedRoots);
  }
}
