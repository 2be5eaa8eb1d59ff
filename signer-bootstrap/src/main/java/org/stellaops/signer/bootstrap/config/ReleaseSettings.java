package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.FOLDER;
import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;
import static org.stellaops.signer.bootstrap.config.Setting.Form.ORIGIN;
import static org.stellaops.signer.bootstrap.config.Setting.Form.PEER;
import static org.stellaops.signer.bootstrap.config.Setting.Form.REPOSITORY;
import static org.stellaops.signer.bootstrap.config.Setting.Form.TEXT;
import static org.stellaops.signer.bootstrap.config.Setting.Form.USER;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.bootstrap.config.Setting.Typed;
import org.stellaops.signer.core.api.policy.ReleaseVersion;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.oci.workload.Cloud;
import org.stellaops.signer.outbound.Reach;

/**
 * What makes a scanner image a release. Without a source no image is one.
 *
 * @param cacheTtl how long a verdict is used without looking again
 */
public record ReleaseSettings(
    @Chosen("signer") List<Signer> signers,
    @Setting("How many different signers must have signed an image.")
        @Fallback("1")
        @Bounds("1 to 16")
        int threshold,
    @Setting(
            "Predicate types of which an image must have an attestation, each signed by one of the"
                + " signers.")
        @Fallback("")
        @Text(TEXT)
        Set<String> attestations,
    @Setting(
            "The oldest version of a scanner that counts, by what its signatures state; without it"
                + " an old release stays one for ever.")
        @Nullable ReleaseVersion oldestVersion,
    @Setting("The annotation with which signatures state the version: `cosign sign -a NAME=1.2.3`.")
        @Fallback("org.opencontainers.image.version")
        @Text(TEXT)
        String versionAnnotation,
    @Setting(
            "Whether an image is a release that is listed in an index which is one: `images`, or"
                + " `none`, where it has to be signed itself. Requests then name the index.")
        @Fallback("none")
        Indexes indexes,
    Certificates certificates,
    @Chosen("source") List<Source> sources,
    @Setting("How long a trusted image is believed without looking again.")
        @Fallback("5m")
        @Bounds("0s to 24h")
        Duration cacheTtl,
    @Setting(
            "How long beyond that it is believed while no source can be asked: requests are then"
                + " answered with the verdict `stale`. A revocation, or a change of the signers,"
                + " ends that at once. Not at all unless written.")
        @Fallback("0s")
        @Bounds("0s to 24h")
        Duration staleWhileOutage) {

  public ReleaseSettings {
    signers = List.copyOf(signers);
    attestations = Set.copyOf(attestations);
    sources = List.copyOf(sources);
  }

  /** What the signature of an index counts for, beside the index. */
  public enum Indexes {
    NONE,
    IMAGES
  }

  /** What there must be beside a signature with a certificate; beside one by a key nothing. */
  public record Certificates(
      @Setting(
              "In the transparency logs of how many operators a signature with a certificate must"
                  + " be.")
          @Fallback("1")
          @Bounds("0 to 8")
          int logs,
      @Setting(
              "The timestamps of how many operators it must have; one or a log's own time there"
                  + " must be in any case.")
          @Fallback("0")
          @Bounds("0 to 8")
          int timestamps,
      @Setting("In the certificate logs of how many operators the certificate must be.")
          @Fallback("1")
          @Bounds("0 to 8")
          int certificateLogs) {}

  /**
   * Who signs releases.
   *
   * @param key null for a signer with certificates
   */
  public record Signer(
      @Named String name,
      @Setting("A key whose signature makes a scanner image a release.") @Nullable PinnedKey key,
      @Setting("From when on that key's signatures count. Always when not written.")
          @Nullable Instant validFrom,
      @Setting("Until when they count: the moment at which the key was replaced.")
          @Nullable Instant validUntil,
      @Setting(
              "In place of a key: the identity in a certificate under `sigstore.trustedRoot`, whose"
                  + " signatures make a scanner image a release; byte for byte.")
          @Text(TEXT)
          @Nullable String certificateIdentity,
      @Setting(
              "The same as a regular expression of whole identities, from `^` to `$`: one without"
                  + " these is refused.")
          @Text(TEXT)
          @Nullable String certificateIdentityPattern,
      @Setting("Who vouches for that identity: the issuer in the certificate, byte for byte.")
          @Text(TEXT)
          @Nullable String certificateIssuer) {

    /** Whether any setting of a signer with certificates is written. */
    boolean isCertified() {
      return certificateIdentity != null
          || certificateIdentityPattern != null
          || certificateIssuer != null;
    }
  }

  /** Where signatures are searched. */
  @Typed("What is searched for signatures: a registry, or an OCI image layout directory.")
  public sealed interface Source {

    String name();

    /** The source whose mirror it is; null for none. */
    @Nullable String mirrorOf();

    /**
     * A repository of a registry.
     *
     * @param url scheme, host and port
     * @param allowedRealmHosts hosts beside the registry's own that may be asked for its tokens
     * @param contentHosts hosts to which it may redirect for content
     * @param username null for none; it comes with a password
     * @param dockerConfig null for none
     * @param workloadIdentity null for none
     */
    record Registry(
        @Named String name,
        @Setting("The registry, for `type: registry`.") @Text(ORIGIN) String url,
        @Setting("The repository in it, for `type: registry`.") @Text(REPOSITORY) String repository,
        @Setting(
                "Which addresses the registry's name may have: globally routed ones, private ones"
                    + " too, or this machine's only.")
            @Fallback("public")
            Reach reach,
        @Setting(
                "Hosts, with a port unless it is 443, beside the registry's own that may be asked"
                    + " for its tokens.")
            @Fallback("")
            @Text(PEER)
            Set<String> allowedRealmHosts,
        @Setting(
                "Hosts to which the registry may redirect for content; they are sent no"
                    + " credentials.")
            @Fallback("")
            @Text(PEER)
            Set<String> contentHosts,
        @Setting("User at the registry.") @Text(USER) @Nullable String username,
        @Setting("Password of that user.") @Nullable Secret password,
        @Setting(
                "In place of both: docker's `config.json` or podman's `auth.json`, which is read"
                    + " anew whenever the registry asks who we are. A credential helper that it"
                    + " names is run.")
            @Nullable Path dockerConfig,
        @Setting(
                "In place of those: which cloud's identity of this workload logs in at its registry:"
                    + " that of Amazon at `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, of Google at"
                    + " `LOCATION-docker.pkg.dev` or `gcr.io`, of Azure at `NAME.azurecr.io`.")
            @Nullable Cloud workloadIdentity,
        @Setting(
                "Another source that has the same content, in whose place this one answers while"
                    + " that one does not; it is not asked otherwise.")
            @Text(NAME)
            @Nullable String mirrorOf,
        ConnectionSettings connection)
        implements Source {

      public Registry {
        allowedRealmHosts = Set.copyOf(allowedRealmHosts);
        contentHosts = Set.copyOf(contentHosts);
      }
    }

    /** An OCI image layout directory. */
    record Layout(
        @Named String name,
        @Setting("The image layout, for `type: layout`.") @Text(FOLDER) Path directory,
        @Setting(
                "Another source that has the same content, in whose place this one answers while"
                    + " that one does not; it is not asked otherwise.")
            @Text(NAME)
            @Nullable String mirrorOf)
        implements Source {}
  }
}
