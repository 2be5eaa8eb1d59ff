package org.stellaops.signer.bootstrap;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Loopback;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.oci.DockerLogin;
import org.stellaops.signer.oci.LoginSource;
import org.stellaops.signer.oci.ReferrerPush;
import org.stellaops.signer.oci.ReferrerPush.Pushed;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;

/** Attaches bundles to an image or artifact in a registry. */
public final class BundleAttachment implements AutoCloseable {

  private static final Pattern REFERENCE =
      Pattern.compile("([^/@]+)/([^@:]+)@(sha256:[0-9a-f]{64})");

  private static final Duration EACH = Duration.ofSeconds(60);

  private final ReferrerPush push;
  private final Target target;

  /**
   * What bundles are attached to.
   *
   * @param host with a port, if it has one
   */
  public record Target(String host, String repository, Digest digest) {

    /**
     * Reads {@code HOST[:PORT]/REPOSITORY@sha256:HEX}.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Target parse(String text) {
      Matcher parts = REFERENCE.matcher(text);
      if (!parts.matches()
          || !(parts.group(1).matches(".*[.:].*") || parts.group(1).equals("localhost"))) {
        throw new IllegalArgumentException(
            "it is HOST/REPOSITORY@sha256:HEX, with the registry's host and without a tag");
      }
      return new Target(parts.group(1), parts.group(2), Digest.parse(parts.group(3)));
    }

    /** Without the digest: what the image is called in a statement. */
    public String name() {
      return host + "/" + repository;
    }

    private boolean isHere() {
      String name = host.replaceFirst(":[0-9]+$", "");
      return Loopback.is(name);
    }

    @Override
    public String toString() {
      return name() + "@" + digest;
    }
  }

  /**
   * Opens the registry. One on this machine is spoken to in plain HTTP, any other over TLS.
   *
   * @param user null for none; then there is no password either, and the login is that of docker or
   *     podman, if {@code environment} leads to one
   * @param tokenHosts hosts beside the registry that may be asked for its tokens
   * @throws IllegalArgumentException the target is none
   */
  public static BundleAttachment open(
      Target target,
      @Nullable String user,
      @Nullable String password,
      Set<String> tokenHosts,
      Map<String, String> environment) {
    RegistrySettings settings =
        new RegistrySettings(
            target.host(),
            Origin.parse(
                (target.isHere() ? "http://" : "https://") + KnownHosts.origin(target.host())),
            target.repository(),
            target.isHere() ? Reach.LOOPBACK : Reach.PRIVATE,
            KnownHosts.tokenHosts(target.host(), tokenHosts),
            Set.of(),
            user == null || password == null
                ? usual(target, environment)
                : new Credentials(user, password),
            Bounds.defaults());
    return new BundleAttachment(new ReferrerPush(settings, Ticker.system()), target);
  }

  private static @Nullable LoginSource usual(Target target, Map<String, String> environment) {
    Ticker ticker = Ticker.system();
    return DockerFiles.usual(environment)
        .map(file ->
            new DockerLogin(
                file,
                target.host(),
                target.repository(),
                new HelperProgram(environment, Set.of()),
                ticker))
        .orElse(null);
  }

  private BundleAttachment(ReferrerPush push, Target target) {
    this.push = push;
    this.target = target;
  }

  /**
   * Pushes one bundle.
   *
   * @param content {@code dsse-envelope} or {@code message-signature}
   * @param predicateType empty for none
   * @return the digest of the manifest that it has in the registry
   * @throws org.stellaops.signer.ports.DependencyUnavailable it is not known to be there; pushing
   *     it again is harmless
   */
  public Digest attach(Bytes bundle, String content, String predicateType) {
    return push.push(
        target.digest(),
        new Pushed(bundle, content, predicateType),
        Deadline.in(EACH, Ticker.system()));
  }

  @Override
  public void close() {
    push.close();
  }
}
