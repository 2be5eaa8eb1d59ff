package org.stellaops.signer.oci;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * Pushes Sigstore bundles as referrers of a manifest, in the one form that cosign reads (OCI image
 * specification 1.1, {@code subject}). A registry without the referrers API gets the tag that its
 * clients fall back to; two who add to that at one time may lose one of the two, as the
 * specification says. Nothing is taken back where a push fails half-way: what is there is no
 * referrer yet, or is whole.
 */
public final class ReferrerPush implements AutoCloseable {

  private static final Bytes EMPTY = Bytes.utf8("{}");
  private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
  private static final String ACCEPTED =
      OciJson.MANIFEST
          + ", "
          + OciJson.INDEX
          + ", application/vnd.docker.distribution.manifest.v2+json"
          + ", application/vnd.docker.distribution.manifest.list.v2+json";

  /** As many as readers take. */
  private static final int MOST_REFERRERS = 256;

  private final RegistrySettings settings;
  private final Outbound outbound;
  private final Tokens tokens;

  public ReferrerPush(RegistrySettings settings, Ticker ticker) {
    this.settings = settings;
    this.outbound =
        new Outbound(settings.reach(), OutboundSettings.standard(), OutboundObserver.SILENT);
    this.tokens = new Tokens(settings, ticker, "pull,push");
  }

  /**
   * A bundle to push.
   *
   * @param content {@code dsse-envelope} or {@code message-signature}
   * @param predicateType of the statement in it; empty for none
   */
  public record Pushed(Bytes bundle, String content, String predicateType) {}

  /**
   * Pushes one bundle.
   *
   * @param subject the manifest that it is about, which must be there
   * @return the digest of the referrer's own manifest
   * @throws DependencyUnavailable it is not known to be there; pushing it again is harmless
   */
  public Digest push(Digest subject, Pushed pushed, Deadline deadline) {
    Outbound.Session session = new Outbound.Session(outbound, deadline);
    RepositoryReader reader = new RepositoryReader(settings, tokens, session);
    RepositoryWriter writer = new RepositoryWriter(settings, tokens, session);
    HttpAnswer found = reader.get(path("/manifests/" + subject), ACCEPTED, Bounds.MANIFEST_BYTES);
    if (found.status() == 404) {
      throw reader.unavailable("has no manifest " + subject + " in " + settings.repository());
    }
    if (found.overBound() || !found.body().sha256().equals(subject)) {
      throw reader.unavailable("gives another manifest for " + subject);
    }
    writer.blob(EMPTY);
    writer.blob(pushed.bundle());
    Bytes manifest = manifest(subject, found, pushed);
    HttpAnswer answer = writer.manifest(manifest.sha256().toString(), OciJson.MANIFEST, manifest);
    if (!isListed(answer.only("oci-subject").isPresent(), subject, manifest.sha256(), reader)) {
      tag(subject, manifest, pushed, reader, writer);
    }
    return manifest.sha256();
  }

  /**
   * Whether readers find it without a tag. Some registries answer with an empty list for ever,
   * without the API behind it; others say that they know the subject and have no API either (ECR,
   * sigstore-js pull request 1183).
   */
  private boolean isListed(
      boolean saysSo, Digest subject, Digest manifest, RepositoryReader reader) {
    try {
      HttpAnswer referrers =
          reader.get(path("/referrers/" + subject), OciJson.INDEX, Bounds.MANIFEST_BYTES);
      return referrers.status() == 200
          && (saysSo
              || (!referrers.overBound()
                  && referrers.body().utf8().contains('"' + manifest.toString() + '"')));
    } catch (DependencyUnavailable e) {
      if (saysSo) {
        return true;
      }
      throw e;
    }
  }

  private String path(String below) {
    return "/v2/" + settings.repository() + below;
  }

  private static Bytes manifest(Digest subject, HttpAnswer found, Pushed pushed) {
    return CanonicalWriter.object()
        .object("annotations", annotations(pushed))
        .string("artifactType", DocumentTypes.SIGSTORE_BUNDLE)
        .object("config", descriptor(EMPTY_TYPE, EMPTY))
        .objects("layers", List.of(descriptor(DocumentTypes.SIGSTORE_BUNDLE, pushed.bundle())))
        .string("mediaType", OciJson.MANIFEST)
        .number("schemaVersion", 2)
        .object(
            "subject",
            CanonicalWriter.object()
                .string("digest", subject.toString())
                .string("mediaType", found.mediaType())
                .number("size", found.body().size()))
        .bytes();
  }

  private static CanonicalWriter annotations(Pushed pushed) {
    CanonicalWriter annotations =
        CanonicalWriter.object().string("dev.sigstore.bundle.content", pushed.content());
    return pushed.predicateType().isEmpty()
        ? annotations
        : annotations.string("dev.sigstore.bundle.predicateType", pushed.predicateType());
  }

  private static CanonicalWriter descriptor(String mediaType, Bytes content) {
    return CanonicalWriter.object()
        .string("digest", content.sha256().toString())
        .string("mediaType", mediaType)
        .number("size", content.size());
  }

  /** The referrers tag schema: an index under a tag that is made of the subject's digest. */
  private void tag(
      Digest subject,
      Bytes manifest,
      Pushed pushed,
      RepositoryReader reader,
      RepositoryWriter writer) {
    String tag = "sha256-" + subject.hex();
    HttpAnswer before = reader.get(path("/manifests/" + tag), OciJson.INDEX, Bounds.MANIFEST_BYTES);
    List<CanonicalWriter> entries = new ArrayList<>();
    try {
      if (before.status() == 200) {
        for (JsonObject entry : OciJson.objects(OciJson.object(before.body()), "manifests")) {
          if (OciJson.text(entry, "digest").equals(manifest.sha256().toString())) {
            return;
          }
          CanonicalWriter kept = CanonicalWriter.object();
          entry.members().forEach(kept::value);
          entries.add(kept);
        }
      }
    } catch (Unreadable e) {
      throw reader.unavailable("has something else than a list of referrers under the tag " + tag);
    }
    if (before.overBound() || entries.size() >= MOST_REFERRERS) {
      throw reader.unavailable("has too many referrers under the tag " + tag);
    }
    entries.add(
        descriptor(OciJson.MANIFEST, manifest)
            .object("annotations", annotations(pushed))
            .string("artifactType", DocumentTypes.SIGSTORE_BUNDLE));
    Bytes index =
        CanonicalWriter.object()
            .objects("manifests", entries)
            .string("mediaType", OciJson.INDEX)
            .number("schemaVersion", 2)
            .bytes();
    writer.manifest(tag, OciJson.INDEX, index);
  }

  @Override
  public void close() {
    outbound.close();
  }
}
