package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.PinnedKey;

/**
 * What makes a scanner image a release. Without a source no image is one.
 *
 * @param cacheTtl how long a verdict is used without looking again
 */
public record ReleaseSettings(List<PinnedKey> keys, List<Source> sources, Duration cacheTtl) {

  public ReleaseSettings {
    keys = List.copyOf(keys);
    sources = List.copyOf(sources);
  }

  /** The two kinds of place where signatures are searched. */
  public enum Kind {
    REGISTRY,
    LAYOUT
  }

  /** Which addresses the names of a registry may have. */
  public enum Reach {
    PUBLIC,
    PRIVATE,
    LOOPBACK
  }

  /** Where signatures are searched. */
  public sealed interface Source {

    String name();

    /**
     * A repository of a registry.
     *
     * @param origin scheme, host and port
     * @param allowedRealmHosts hosts beside the registry's own that may be asked for its tokens
     * @param contentHosts hosts to which it may redirect for content
     * @param credentials null for none
     */
    record Registry(
        String name,
        String origin,
        String repository,
        Reach reach,
        Set<String> allowedRealmHosts,
        Set<String> contentHosts,
        @Nullable Credentials credentials)
        implements Source {

      public Registry {
        allowedRealmHosts = Set.copyOf(allowedRealmHosts);
        contentHosts = Set.copyOf(contentHosts);
      }
    }

    /** An OCI image layout directory. */
    record Layout(String name, Path directory) implements Source {}
  }

  /** Who we are at a registry. */
  public record Credentials(String username, Secret password) {}
}
