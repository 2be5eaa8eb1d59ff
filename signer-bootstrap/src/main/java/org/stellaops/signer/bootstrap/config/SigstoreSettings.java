package org.stellaops.signer.bootstrap.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;

/**
 * Where certificates of keyless signing and proof of time come from, and by what they are checked.
 *
 * @param trustedRoot null where nothing of it is used
 * @param fulcio null for no keyless signing
 */
public record SigstoreSettings(
    @Setting(
            "The trusted root that verifiers use, a Sigstore `trusted_root.json`: what is issued is"
                + " checked by it before it is released. Required with either of the two below.")
        @Nullable Path trustedRoot,
    @Nullable Fulcio fulcio,
    Certificates certificates,
    Timestamps timestamps) {

  /** The certificate authority. */
  public record Fulcio(
      @Setting("Fulcio, without `/api/v2`: it certifies the identities of tenants.") URI url,
      ConnectionSettings connection) {}

  /** For how much one certificate is used. */
  public record Certificates(
      @Setting(
              "How long the key of one certificate signs for its tenant; at most until the"
                  + " certificate ends.")
          @Fallback("5m")
          @Bounds("0s to 1h")
          Duration maximumAge,
      @Setting("How many signatures the key of one certificate makes.")
          @Fallback("1000")
          @Bounds("1 to 1000000")
          int maximumUses) {}

  /** Who proves the time of signatures. */
  public record Timestamps(
      @Setting("How many different operators must have said when a signature was there.")
          @Fallback("1")
          @Bounds("1 to 8")
          int threshold,
      @Chosen("authority") List<Authority> authorities) {

    public Timestamps {
      authorities = List.copyOf(authorities);
    }
  }

  /** An RFC 3161 timestamp authority. */
  public record Authority(
      @Named String name,
      @Setting("A timestamp authority: where RFC 3161 requests are posted.") URI url,
      ConnectionSettings connection) {}
}
