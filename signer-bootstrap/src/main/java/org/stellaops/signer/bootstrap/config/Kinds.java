package org.stellaops.signer.bootstrap.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.bootstrap.config.Kind.Misfit;
import org.stellaops.signer.bootstrap.config.Kind.Several;
import org.stellaops.signer.bootstrap.config.Kind.Single;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/** The kinds of value that settings have. */
final class Kinds {

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,253}");
  private static final Pattern PEER_NAME =
      Pattern.compile("([a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(:[0-9]{1,5})?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._~:/+-]{1,255}");
  private static final Pattern KEY = Pattern.compile("([a-z0-9-]{1,63}):([ -~]{1,960})");
  private static final Map<String, Long> SIZES =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Map<String, Long> TIMES =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  static final Single<IssuerName> ISSUER =
      new Single<>(
          "issuer",
          "1 to 512 printable ASCII characters",
          true,
          (text, reading) -> new IssuerName(text));
  static final Single<Boolean> FLAG =
      new Single<>("flag", "true or false", false, (text, reading) -> flag(text));
  static final Single<Integer> PORT = number("port", 1, 65_535);
  static final Single<String> HOST_NAME =
      matched("host", "a host name or IP address to listen on", HOST);
  static final Single<String> PEER = matched("host", "host or host:port, lower case", PEER_NAME);
  static final Single<String> REPOSITORY =
      matched(
          "repository",
          "a lower-case repository name such as stella/scanner",
          Pattern.compile(
              "(?=.{1,255}$)[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*"));
  static final Single<String> NAME =
      matched("name", "1 to 255 characters out of A-Z, a-z, 0-9 and ._~:/+-", WORD);
  static final Single<String> USER =
      matched(
          "user name",
          "1 to 255 printable ASCII characters without a colon",
          Pattern.compile("[!-9;-~]{1,255}"));
  static final Single<String> ORIGIN =
      new Single<>(
          "origin",
          "scheme, lower-case host and port alone, such as https://signer.example; http on loopback"
              + " only",
          true,
          (text, reading) -> Addresses.origin(text));
  static final Single<URI> ADDRESS =
      new Single<>(
          "URL",
          "an https URL without user, query or fragment; http on loopback only",
          true,
          (text, reading) -> Addresses.url(text));
  static final Single<Path> FILE =
      new Single<>("file", "a readable file", true, (text, reading) -> file(text, reading.base()));
  static final Single<PinnedKey> PUBLIC_KEY =
      new Single<>(
          "public key file",
          "a file with one PEM block, PUBLIC KEY",
          true,
          (text, reading) -> publicKey(file(text, reading.base())));
  static final Single<Path> FOLDER =
      new Single<>(
          "directory", "a directory", true, (text, reading) -> folder(text, reading.base()));
  static final Single<Path> PLACE =
      new Single<>(
          "directory",
          "a directory; made when it is not there",
          true,
          (text, reading) -> path(text, reading.base()));
  static final Single<Secret> SECRET =
      new Single<>("secret", "env:NAME or file:/path", true, Kinds::secret);
  static final Single<PlanName> PLAN =
      new Single<>("plan", "a name under plans", true, (text, reading) -> new PlanName(text));
  static final Single<KeyName> KEY_NAME =
      new Single<>(
          "key", "a name under the tenant's keys", true, (text, reading) -> new KeyName(text));
  static final Single<SubjectPattern> SUBJECT =
      new Single<>(
          "pattern",
          "1 to 512 characters in which * stands for any run of characters",
          true,
          (text, reading) -> new SubjectPattern(text));
  static final Single<Digest> DIGEST =
      new Single<>(
          "digest",
          "sha256: and 64 lower-case hexadecimal digits",
          true,
          (text, reading) -> Digest.parse(text));
  static final Single<KeyPlace> KEY_PLACE =
      new Single<>(
          "key", "BACKEND:KEY, with a name under keys.backends", true, (text, r) -> key(text));

  static final Single<String> ALGORITHM =
      matched(
          "algorithm",
          "ES256, ES384, RS256, PS256 or EdDSA",
          Pattern.compile("ES256|ES384|RS256|PS256|EdDSA"));
  static final Single<String> TOKEN_TYPE =
      matched("token type", "a media type, as at+jwt", Pattern.compile("[A-Za-z0-9./+-]{1,64}"));
  static final Single<Tenant> TENANT =
      new Single<>("tenant", "a name under tenants", true, (text, reading) -> new Tenant(text));
  static final Single<String> TEXT =
      matched("text", "1 to 512 printable ASCII characters", Pattern.compile("[ -~]{1,512}"));

  private Kinds() {}

  static <T> Several<T> several(Single<T> element) {
    return new Several<>(element);
  }

  static Single<Integer> number(String label, int least, int most) {
    return new Single<>(
        label,
        least + " to " + most,
        false,
        (text, reading) -> (int) within(Integer.parseInt(text), least, most));
  }

  static Single<Long> count() {
    return new Single<>(
        "number",
        "1 to 1000000000000",
        false,
        (text, reading) -> within(Long.parseLong(text), 1, 1_000_000_000_000L));
  }

  static Single<Long> size(String least, String most) {
    return new Single<>(
        "size",
        least + " to " + most + ", in B, KiB, MiB or GiB",
        false,
        (text, reading) -> within(amount(text, SIZES), amount(least, SIZES), amount(most, SIZES)));
  }

  static Single<Duration> time(String least, String most) {
    return new Single<>(
        "duration",
        least + " to " + most + ", in ms, s, m, h or d",
        false,
        (text, reading) ->
            Duration.ofMillis(
                within(amount(text, TIMES), amount(least, TIMES), amount(most, TIMES))));
  }

  /** One of {@code values}, written in lower case with hyphens. */
  static <E extends Enum<E>> Single<E> choice(E[] values) {
    Function<E, String> form = value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Single<>(
        "choice",
        String.join(" or ", Arrays.stream(values).map(form).toList()),
        true,
        (text, reading) ->
            Arrays.stream(values)
                .filter(value -> form.apply(value).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  private static Single<String> matched(String label, String allowed, Pattern pattern) {
    return new Single<>(
        label,
        allowed,
        true,
        (text, reading) -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException();
          }
          return text;
        });
  }

  private static long amount(String text, Map<String, Long> units) {
    Matcher parts = AMOUNT.matcher(text);
    Long unit = parts.matches() ? units.get(parts.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException();
    }
    return Math.multiplyExact(Long.parseLong(parts.group(1)), unit);
  }

  private static long within(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException();
    }
    return text.equals("true");
  }

  private static KeyPlace key(String text) {
    Matcher parts = KEY.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException();
    }
    return new KeyPlace(parts.group(1), parts.group(2));
  }

  private static Path path(String text, Path base) {
    return base.resolve(text).normalize();
  }

  private static Path file(String text, Path base) throws Misfit {
    Path file = path(text, base);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new Misfit("no readable file " + file);
    }
    return file;
  }

  private static PinnedKey publicKey(Path file) throws Misfit {
    try {
      return PinnedKey.parsePem(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException | IllegalArgumentException e) {
      throw new Misfit(file + " holds no public key: " + e.getMessage());
    }
  }

  private static Path folder(String text, Path base) throws Misfit {
    Path folder = path(text, base);
    if (!Files.isDirectory(folder)) {
      throw new Misfit("no directory " + folder);
    }
    return folder;
  }

  private static Secret secret(String text, Kind.Reading reading) throws Misfit {
    try {
      Secret secret = Secret.parse(text, reading.base(), reading.environment());
      Arrays.fill(secret.reveal(), '\0');
      return secret;
    } catch (IllegalArgumentException | IOException e) {
      throw new Misfit(String.valueOf(e.getMessage()));
    }
  }

  /** Where things are on the network. */
  private static final class Addresses {

    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]{1,255}");

    static String origin(String text) {
      URI uri = url(text);
      if (!ORIGIN.matcher(text).matches() || uri.getPort() == 0) {
        throw new IllegalArgumentException();
      }
      boolean usual = uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80);
      return usual ? text.substring(0, text.lastIndexOf(':')) : text;
    }

    static URI url(String text) {
      try {
        URI uri = new URI(text).parseServerAuthority();
        boolean web =
            "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && Loopback.is(uri.getHost()));
        if (!web
            || uri.getHost() == null
            || uri.getRawUserInfo() != null
            || uri.getRawQuery() != null
            || uri.getRawFragment() != null) {
          throw new IllegalArgumentException();
        }
        return uri;
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
