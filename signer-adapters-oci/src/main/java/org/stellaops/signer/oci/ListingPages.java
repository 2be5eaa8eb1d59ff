package org.stellaops.signer.oci;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Origin;

/**
 * A registry's list of what refers to an image: page after page of the referrers API, or the index
 * under the referrers tag where the registry has no such API, or lists nothing in it.
 */
final class ListingPages {

  private final RegistrySettings settings;
  private final RepositoryReader reader;

  ListingPages(RegistrySettings settings, RepositoryReader reader) {
    this.settings = settings;
    this.reader = reader;
  }

  /**
   * @throws Unreadable {@link OciJson#TOO_MANY}, or an index out of form
   */
  List<Descriptor> read(Digest image, String artifactType) throws Unreadable {
    String path = "/v2/" + settings.repository() + "/referrers/" + image;
    String query =
        "?artifactType=" + artifactType.replace("%", "%25").replace("+", "%2B").replace("&", "%26");
    Set<String> seen = new HashSet<>();
    List<Descriptor> entries = new ArrayList<>();
    Optional<String> next = Optional.of(path + query);
    while (next.isPresent()) {
      if (!seen.add(next.get()) || seen.size() > settings.bounds().pages()) {
        throw new Unreadable(OciJson.TOO_MANY);
      }
      HttpAnswer page = reader.get(next.get(), OciJson.INDEX, Bounds.MANIFEST_BYTES);
      if (page.status() == 404) {
        if (seen.size() > 1) {
          throw reader.unavailable("lost a page of its listing");
        }
        return byTag(image);
      }
      entries.addAll(entries(page, settings.bounds().items() - entries.size()));
      next = next(page, path);
    }
    // Some answer so without having the API, or do not list what was pushed before they had it.
    return entries.isEmpty() ? byTag(image) : entries;
  }

  private List<Descriptor> byTag(Digest image) throws Unreadable {
    HttpAnswer answer =
        reader.get(
            "/v2/" + settings.repository() + "/manifests/sha256-" + image.hex(),
            OciJson.INDEX,
            Bounds.MANIFEST_BYTES);
    boolean none =
        answer.status() == 404 || (!answer.overBound() && tagsSomethingElse(answer, image));
    return none ? List.of() : entries(answer, settings.bounds().items());
  }

  /**
   * Some registries resolve this tag to the image itself (GitLab), which may be an index of its own
   * (oras-go#1396), and anyone may have given it to some other manifest: there is then no list, as
   * if there were no tag.
   */
  private static boolean tagsSomethingElse(HttpAnswer answer, Digest image) throws Unreadable {
    return answer.body().sha256().equals(image)
        || OciJson.isAnotherManifest(OciJson.object(answer.body()));
  }

  private static List<Descriptor> entries(HttpAnswer page, int room) throws Unreadable {
    if (page.overBound()) {
      throw new Unreadable(OciJson.TOO_MANY);
    }
    return OciJson.index(page.body(), room);
  }

  /** A next page is the same listing at the same registry; only its query differs. */
  private Optional<String> next(HttpAnswer page, String path) {
    try {
      Set<String> links = LinkHeader.next(page.all("link"));
      if (links.isEmpty()) {
        return Optional.empty();
      }
      if (links.size() > 1) {
        throw reader.unavailable("has a listing with two next pages");
      }
      Origin.Target target = Origin.target(absolute(links.iterator().next(), path));
      int query = target.pathAndQuery().indexOf('?');
      boolean same =
          target.origin().equals(settings.origin())
              && query >= 0
              && decoded(target.pathAndQuery().substring(0, query)).equals(path);
      if (!same) {
        throw reader.unavailable("has a listing that goes on elsewhere");
      }
      return Optional.of(path + target.pathAndQuery().substring(query));
    } catch (IllegalArgumentException e) {
      throw reader.unavailable("has a listing with a Link out of form");
    }
  }

  /** A reference as its URL (RFC 3986 §5.2); {@link URI} would take "?" for another path. */
  private String absolute(String reference, String path) {
    String base = settings.origin() + path;
    return reference.startsWith("?")
        ? base + reference
        : URI.create(base).resolve(reference).toString();
  }

  /** Some registries escape the colon of the digest in their links. */
  private static String decoded(String path) {
    return path.replace("%3A", ":").replace("%3a", ":");
  }
}
