package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.FOLDER;
import static org.stellaops.signer.bootstrap.config.Setting.Form.ORIGIN;
import static org.stellaops.signer.bootstrap.config.Setting.Form.PEER;
import static org.stellaops.signer.bootstrap.config.Setting.Form.REPOSITORY;
import static org.stellaops.signer.bootstrap.config.Setting.Form.TEXT;
import static org.stellaops.signer.bootstrap.config.Setting.Form.USER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.bootstrap.config.Setting.Typed;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.outbound.Reach;

/**
 * What makes a scanner image a release. Without a source no image is one.
 *
 * @param cacheTtl how long a verdict is used without looking again
 */
public record ReleaseSettings(
    @Chosen("signer") List<Signer> signers,
    @Chosen("source") List<Source> sources,
    @Setting("How long a trusted image is believed without looking again.")
        @Fallback("5m")
        @Bounds("0s to 24h")
        Duration cacheTtl) {

  public ReleaseSettings {
    signers = List.copyOf(signers);
    sources = List.copyOf(sources);
  }

  /**
   * Who signs releases.
   *
   * @param key null only where the configuration is refused
   */
  public record Signer(
      @Named String name,
      @Setting("A key whose signature makes a scanner image a release.") @Nullable PinnedKey key,
      @Setting("The identity in a certificate. Not supported yet: the start stops.") @Text(TEXT)
          @Nullable String certificateIdentity,
      @Setting("Who vouches for that identity. Not supported yet: the start stops.") @Text(TEXT)
          @Nullable String certificateIssuer) {}

  /** Where signatures are searched. */
  @Typed("What is searched for signatures: a registry, or an OCI image layout directory.")
  public sealed interface Source {

    String name();

    /**
     * A repository of a registry.
     *
     * @param url scheme, host and port
     * @param allowedRealmHosts hosts beside the registry's own that may be asked for its tokens
     * @param contentHosts hosts to which it may redirect for content
     * @param username null for none; it comes with a password
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
        @Setting("The image layout, for `type: layout`.") @Text(FOLDER) Path directory)
        implements Source {}
  }
}
