package org.stellaops.signer.oci;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Origin;

/**
 * A registry's list of what refers to an image: page after page of the referrers API, or the index
 * under the referrers tag where the registry has no such API.
 */
final class ListingPages {

  private static final Pattern LINK = Pattern.compile("<([^<>]*)>\\s*;\\s*rel\\s*=\\s*\"?next\"?");

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
    return entries;
  }

  private List<Descriptor> byTag(Digest image) throws Unreadable {
    HttpAnswer index =
        reader.get(
            "/v2/" + settings.repository() + "/manifests/sha256-" + image.hex(),
            OciJson.INDEX,
            Bounds.MANIFEST_BYTES);
    return index.status() == 404 ? List.of() : entries(index, settings.bounds().items());
  }

  private static List<Descriptor> entries(HttpAnswer page, int room) throws Unreadable {
    if (page.overBound()) {
      throw new Unreadable(OciJson.TOO_MANY);
    }
    return OciJson.index(page.body(), room);
  }

  /** A next page is the same listing at the same registry; only its query differs. */
  private Optional<String> next(HttpAnswer page, String path) {
    List<String> links = page.all("link");
    if (links.isEmpty()) {
      return Optional.empty();
    }
    Matcher link = LINK.matcher(links.get(0));
    if (links.size() > 1 || !link.matches()) {
      throw reader.unavailable("has a listing with a Link out of form");
    }
    String to = link.group(1);
    try {
      boolean relative = to.startsWith("/") && !to.startsWith("//");
      Origin.Target target = Origin.target(relative ? settings.origin() + to : to);
      boolean same =
          target.origin().equals(settings.origin()) && target.pathAndQuery().startsWith(path + "?");
      if (!same) {
        throw reader.unavailable("has a listing that goes on elsewhere");
      }
      return Optional.of(target.pathAndQuery());
    } catch (IllegalArgumentException e) {
      throw reader.unavailable("has a listing with a Link out of form");
    }
  }
}
