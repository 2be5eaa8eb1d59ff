package org.stellaops.signer.verify.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;

/** Where a Sigstore instance is served ({@code sigstore_trustroot.proto}, SigningConfig v0.2). */
public record SigningConfig(
    List<Service> certificateAuthorities,
    List<Service> identityProviders,
    List<Service> logs,
    List<Service> timestampAuthorities,
    Selection logSelection,
    Selection timestampSelection) {

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_TEXT_BYTES = 4096;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "application/vnd\\.dev\\.sigstore\\.signingconfig\\.v0\\.2(\\.[0-9]+)?\\+json");

  /**
   * One service.
   *
   * @param apiVersion its major version
   */
  public record Service(String url, int apiVersion, ValidityWindow validity, String operator) {}

  /** Which of several services a signer asks. */
  public enum Selector {
    /** Every one that is valid. */
    ALL,
    /** Any one of them. */
    ANY,
    /** Exactly so many. */
    EXACT
  }

  /**
   * @param count how many for {@link Selector#EXACT}, else 0
   */
  public record Selection(Selector selector, int count) {}

  public SigningConfig {
    certificateAuthorities = List.copyOf(certificateAuthorities);
    identityProviders = List.copyOf(identityProviders);
    logs = List.copyOf(logs);
    timestampAuthorities = List.copyOf(timestampAuthorities);
  }

  /**
   * Reads a {@code signing_config.json}.
   *
   * @throws InvalidTrust it is not one of v0.2
   */
  public static SigningConfig parse(Bytes json) throws InvalidTrust {
    try {
      RawObject config = StrictJson.raw(json, JsonLimits.REQUEST.withMaxBytes(MAX_BYTES));
      config.allowOnlyFields(
          "mediaType",
          "caUrls",
          "oidcUrls",
          "rekorTlogUrls",
          "rekorTlogConfig",
          "tsaUrls",
          "tsaConfig");
      if (!MEDIA_TYPE.matcher(config.requiredField("mediaType").string(MAX_TEXT_BYTES)).matches()) {
        throw new InvalidTrust("The media type is not that of a Sigstore signing config v0.2.");
      }
      return new SigningConfig(
          ProtoJson.list(config, "caUrls", SigningConfig::service),
          ProtoJson.list(config, "oidcUrls", SigningConfig::service),
          ProtoJson.list(config, "rekorTlogUrls", SigningConfig::service),
          ProtoJson.list(config, "tsaUrls", SigningConfig::service),
          selection(config, "rekorTlogConfig"),
          selection(config, "tsaConfig"));
    } catch (InvalidJson e) {
      throw new InvalidTrust("The signing config is not as it should be: " + e.getMessage() + ".");
    }
  }

  private static Service service(RawObject service) throws InvalidJson, InvalidTrust {
    service.allowOnlyFields("url", "majorApiVersion", "validFor", "operator");
    String url = service.requiredField("url").string(MAX_TEXT_BYTES);
    long version = service.requiredField("majorApiVersion").int64();
    if (version < 1 || version > Integer.MAX_VALUE) {
      throw new InvalidTrust("A service has no majorApiVersion.");
    }
    return new Service(
        url,
        (int) version,
        ProtoJson.window(service),
        ProtoJson.text(service, "operator").orElse(""));
  }

  private static Selection selection(RawObject config, String name)
      throws InvalidJson, InvalidTrust {
    Optional<RawObject.Member> member = config.field(name);
    if (member.isEmpty()) {
      return new Selection(Selector.ANY, 0);
    }
    RawObject selection = member.get().object().allowOnlyFields("selector", "count");
    Optional<RawObject.Member> count = selection.field("count");
    long number = count.isPresent() ? count.get().int64() : 0;
    Selector selector =
        switch (selection.requiredField("selector").string(MAX_TEXT_BYTES)) {
          case "ALL" -> Selector.ALL;
          case "ANY" -> Selector.ANY;
          case "EXACT" -> Selector.EXACT;
          default -> throw new InvalidTrust("A selector is ALL, ANY or EXACT.");
        };
    if ((selector == Selector.EXACT) != (number > 0) || number < 0 || number > 256) {
      throw new InvalidTrust("The selector EXACT has a count, and no other has.");
    }
    return new Selection(selector, (int) number);
  }

  /** Those that are valid at a time, of the highest of some versions that there is. */
  public static List<Service> usable(List<Service> services, Instant at, int maxVersion) {
    int version =
        services.stream()
            .filter(service -> service.validity().contains(at))
            .mapToInt(Service::apiVersion)
            .filter(each -> each <= maxVersion)
            .max()
            .orElse(0);
    return services.stream()
        .filter(service -> service.apiVersion() == version && service.validity().contains(at))
        .toList();
  }
}
