package org.stellaops.signer.bootstrap.config;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.bootstrap.config.Kind.Misfit;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.bootstrap.keyfile.PublicKeyFile;
import org.stellaops.signer.core.api.policy.ReleaseVersion;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/** The kinds of value that settings have. */
final class Kinds {

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
  private static final Pattern KEY = Pattern.compile("([a-z0-9-]{1,63}):([ -~]{1,960})");
  private static final Map<String, Long> SIZES =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Map<String, Long> TIMES =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  static final Kind ORIGIN =
      Kind.of(
          "origin",
          "scheme, lower-case host and port alone, such as https://signer.example; http on loopback"
              + " only",
          (text, reading) -> Addresses.origin(text));
  static final Kind ADDRESS =
      Kind.of(
          "URL",
          "an https URL without user, query or fragment; http on loopback only",
          (text, reading) -> Addresses.url(text));
  static final Kind PUBLIC_KEY =
      Kind.of(
          "public key file",
          "a file with one public key, in PEM (PUBLIC KEY) or DER",
          (text, reading) -> publicKey(file(text, reading.base())));

  /** Kinds of values whose type says all. */
  private static final Map<Class<?>, Kind> BY_TYPE =
      Map.ofEntries(
          entry(boolean.class, Kind.unquoted("flag", "true or false", (text, r) -> flag(text))),
          entry(
              IssuerName.class,
              plain("issuer", "1 to 512 printable ASCII characters", IssuerName::new)),
          entry(URI.class, ADDRESS),
          entry(Path.class, Kind.of("file", "a readable file", (text, r) -> file(text, r.base()))),
          entry(PinnedKey.class, PUBLIC_KEY),
          entry(Secret.class, Kind.of("secret", "env:NAME or file:/path", Kinds::secret)),
          entry(PlanName.class, plain("plan", "a name under plans", PlanName::new)),
          entry(KeyName.class, plain("key", "a name under the tenant's keys", KeyName::new)),
          entry(
              Instant.class,
              Kind.of("time", "a moment such as 2026-01-31T12:00:00Z", (text, r) -> moment(text))),
          entry(
              ReleaseVersion.class,
              Kind.of(
                  "version",
                  "one to four numbers with dots between, such as 2.4.0, and -rc.1 after them",
                  (text, r) ->
                      ReleaseVersion.parse(text).orElseThrow(IllegalArgumentException::new))),
          entry(Tenant.class, plain("tenant", "a name under tenants", Tenant::new)),
          entry(
              SubjectPattern.class,
              plain(
                  "pattern",
                  "1 to 512 characters in which * stands for any run of characters",
                  SubjectPattern::new)),
          entry(
              Digest.class,
              plain("digest", "sha256: and 64 lower-case hexadecimal digits", Digest::parse)),
          entry(
              KeyPlace.class,
              plain("key", "BACKEND:KEY, with a name under keys.backends", Kinds::key)));

  private Kinds() {}

  /** The kind of a component of {@code type}. */
  static Kind of(Type type, RecordComponent component) {
    if (type instanceof ParameterizedType list) {
      return of(list.getActualTypeArguments()[0], component).list();
    }
    Text text = component.getAnnotation(Text.class);
    Bounds bounds = component.getAnnotation(Bounds.class);
    Class<?> plain = (Class<?>) type;
    if (text != null) {
      return formed(text.value());
    }
    if (bounds != null) {
      return bounded(plain, bounds.value());
    }
    if (plain.isEnum()) {
      return choice(
          Arrays.asList(plain.getEnumConstants()),
          value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return Objects.requireNonNull(BY_TYPE.get(plain), () -> "no kind of " + type);
  }

  private static Kind bounded(Class<?> type, String bounds) {
    String least = bounds.substring(0, bounds.indexOf(" to "));
    String most = bounds.substring(least.length() + " to ".length());
    if (type == Duration.class) {
      return Kind.unquoted(
          "duration",
          bounds + ", in ms, s, m, h or d",
          (text, r) -> Duration.ofMillis(amount(text, least, most, TIMES)));
    }
    if (most.endsWith("B")) {
      return Kind.unquoted(
          "size",
          bounds + ", in B, KiB, MiB or GiB",
          (text, r) -> numeral(type, amount(text, least, most, SIZES)));
    }
    return number("number", type, Long.parseLong(least), Long.parseLong(most));
  }

  private static Kind formed(Setting.Form form) {
    return switch (form) {
      case ALGORITHM ->
          matched(
              "algorithm", "ES256, ES384, RS256, PS256 or EdDSA", "ES256|ES384|RS256|PS256|EdDSA");
      case CLIENT ->
          matched("client", "a client id: 1 to 256 printable ASCII characters", "[!-~]{1,256}");
      case FILE_PLACE ->
          Kind.of("file", "a file, which need not be there yet", (text, r) -> path(text, r.base()));
      case FOLDER -> Kind.of("directory", "a directory", (text, r) -> folder(text, r.base()));
      case HOST ->
          matched("host", "a host name or IP address to listen on", "[A-Za-z0-9.:-]{1,253}");
      case NAME ->
          matched(
              "name",
              "1 to 255 characters out of A-Z, a-z, 0-9 and ._~:/+-",
              "[A-Za-z0-9._~:/+-]{1,255}");
      case ORIGIN -> ORIGIN;
      case PEER ->
          matched(
              "host",
              "host or host:port, lower case",
              "([a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(:[0-9]{1,5})?");
      case PLACE ->
          Kind.of(
              "directory",
              "a directory; made when it is not there",
              (text, r) -> path(text, r.base()));
      case PORT -> number("port", int.class, 1, 65_535);
      case PROXY ->
          matched(
              "proxy",
              "http://host:port",
              "http://([a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}\\]):[1-9][0-9]{0,4}");
      case REPOSITORY ->
          matched(
              "repository",
              "a lower-case repository name such as stella/scanner",
              "(?=.{1,255}$)[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
      case TEXT -> matched("text", "1 to 512 printable ASCII characters", "[ -~]{1,512}");
      case TOKEN_TYPE -> matched("token type", "a media type, as at+jwt", "[A-Za-z0-9./+-]{1,64}");
      case USER ->
          matched(
              "user name",
              "1 to 255 printable ASCII characters without a colon",
              "[!-9;-~]{1,255}");
    };
  }

  private static Kind plain(String name, String form, Function<String, Object> parser) {
    return Kind.of(name, form, (text, reading) -> parser.apply(text));
  }

  private static Kind number(String name, Class<?> type, long least, long most) {
    return Kind.unquoted(
        name,
        least + " to " + most,
        (text, r) -> numeral(type, within(Long.parseLong(text), least, most)));
  }

  private static Object numeral(Class<?> type, long number) {
    return type == int.class ? (Object) Math.toIntExact(number) : (Object) number;
  }

  /** One of {@code values}, written as {@code written} says. */
  static <V> Kind choice(List<V> values, Function<V, String> written) {
    return Kind.of(
        "choice",
        String.join(" or ", values.stream().map(written).toList()),
        (text, r) ->
            values.stream()
                .filter(value -> written.apply(value).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  private static Kind matched(String name, String form, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return plain(
        name,
        form,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException();
          }
          return text;
        });
  }

  /** What the operator called a section, as the record wants it. */
  static Object named(Class<?> type, String name) {
    if (type == String.class) {
      return name;
    }
    if (type == Tenant.class) {
      return new Tenant(name);
    }
    if (type == Digest.class) {
      return Digest.parse(name);
    }
    return type == PlanName.class ? new PlanName(name) : new KeyName(name);
  }

  private static long amount(String text, String least, String most, Map<String, Long> units) {
    return within(amount(text, units), amount(least, units), amount(most, units));
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

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e);
    }
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
    int most = PublicKeyFile.MOST_BYTES;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new Misfit(file + " has more than a public key: it is larger than 1 MiB");
      }
      return PublicKeyFile.read(file, Bytes.adopt(content));
    } catch (IllegalArgumentException e) {
      throw new Misfit(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new Misfit("cannot read " + file + ": " + e.getMessage());
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
