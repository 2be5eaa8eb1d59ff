package org.stellaops.signer.kms.azure;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.KeyNotFound;

/**
 * One vault or managed HSM: the only host that keys are asked for, and that sees an access token.
 *
 * @param name in lower case
 */
record VaultHost(String name) {

  /** The domains of the service, in all clouds whose names are public. */
  static final List<String> SERVICES =
      List.of(
          "vault.azure.net",
          "managedhsm.azure.net",
          "vault.azure.cn",
          "managedhsm.azure.cn",
          "vault.usgovcloudapi.net",
          "managedhsm.usgovcloudapi.net");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,63}");

  private static final Pattern KEY =
      Pattern.compile("https://([A-Za-z0-9.-]+)/keys/([A-Za-z0-9-]{1,127})(?:/([0-9a-f]{32}))?");

  /**
   * A key in the vault.
   *
   * @param version null for whichever is the newest
   */
  record Key(String name, @Nullable String version) {}

  /** Empty for what is no vault of the service. */
  static Optional<VaultHost> of(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    int dot = host.indexOf('.');
    return (address.getPort() == -1 || address.getPort() == 443)
            && dot > 0
            && LABEL.matcher(host.substring(0, dot)).matches()
            && SERVICES.contains(host.substring(dot + 1))
        ? Optional.of(new VaultHost(host))
        : Optional.empty();
  }

  String url() {
    return "https://" + name;
  }

  /**
   * @throws KeyNotFound it is not the URL of a key, or that of a key in another vault
   */
  Key key(KeyUri uri) {
    return read(uri.value())
        .orElseThrow(() ->
            new KeyNotFound(
                uri,
                "a key of this backend is named by its URL, "
                    + url()
                    + "/keys/NAME or "
                    + url()
                    + "/keys/NAME/VERSION; one in another vault needs a backend of its own"));
  }

  /** Empty for what is not the URL of a key in this vault. */
  Optional<Key> read(String text) {
    Matcher url = KEY.matcher(text);
    return url.matches() && url.group(1).equalsIgnoreCase(name)
        ? Optional.of(new Key(url.group(2), url.group(3)))
        : Optional.empty();
  }
}
