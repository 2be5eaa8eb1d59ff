package org.stellaops.signer.cli.verbs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.BundleAttachment;
import org.stellaops.signer.bootstrap.BundleAttachment.Target;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.files.AttachedBundle;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.DependencyUnavailable;
import picocli.CommandLine.Option;

/** How a registry is reached. */
final class AttachOptions {

  @Option(
      names = "--registry-user",
      paramLabel = "NAME",
      description =
          "the user at the registry (with --registry-password); without it the login is that of"
              + " docker or podman")
  private @Nullable String user;

  @Option(
      names = "--registry-password",
      paramLabel = "env:NAME|file:PATH",
      description = "where that user's password or token is")
  private @Nullable String password;

  @Option(
      names = "--registry-token-host",
      paramLabel = "HOST",
      description =
          "a host beside the registry that may be asked for its tokens, as auth.docker.io; may be"
              + " repeated")
  private List<String> tokenHosts = new ArrayList<>();

  /** What an option or parameter names. */
  static Target target(String text) {
    try {
      return Target.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(text + ": " + e.getMessage(), e);
    }
  }

  void requireNone() {
    if (user != null || password != null || !tokenHosts.isEmpty()) {
      throw CommandFailed.usage(
          "--registry-user, --registry-password and --registry-token-host go with --attach"
              + " IMAGE@DIGEST");
    }
  }

  /**
   * Pushes bundles.
   *
   * @return the digests of their manifests, in the same order
   */
  List<Digest> attach(Target target, List<AttachedBundle> bundles) {
    if ((user == null) != (password == null)) {
      throw CommandFailed.usage("--registry-user and --registry-password go together");
    }
    String secret = password == null ? null : OptionValue.secret("--registry-password", password);
    try (BundleAttachment attachment =
        BundleAttachment.open(target, user, secret, Set.copyOf(tokenHosts), System.getenv())) {
      List<Digest> attached = new ArrayList<>();
      for (AttachedBundle bundle : bundles) {
        attached.add(attachment.attach(bundle.bundle(), bundle.content(), bundle.predicateType()));
      }
      return attached;
    } catch (DependencyUnavailable e) {
      throw new CommandFailed(FailureCode.SERVER_UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(target + ": " + e.getMessage(), e);
    }
  }
}
