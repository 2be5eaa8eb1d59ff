package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.tuf.TufClient;
import org.stellaops.signer.ports.tuf.TufOutcome;
import org.stellaops.signer.ports.tuf.TufRepository;
import org.stellaops.signer.ports.tuf.TufState;

/**
 * A TUF repository over our own outgoing HTTP: https, or http on this machine; no redirects,
 * bounded answers, and one end for the whole update.
 */
public final class TrustRepository implements TufRepository, AutoCloseable {

  /** Of a whole update, which may have to follow many roots. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Duration EACH = Duration.ofSeconds(30);

  /** Capitals, as every other client writes them (RFC 3986 2.1). */
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final OutboundUrl metadata;
  private final OutboundUrl targets;
  private final Deadline deadline = Deadline.in(LONGEST, Ticker.system());

  private TrustRepository(OutboundUrl metadata, OutboundUrl targets) {
    this.metadata = metadata;
    this.targets = targets;
  }

  /**
   * How a repository is reached.
   *
   * @param metadata below which its metadata are
   * @param targets below which its targets are
   * @param caFiles PEM files of authorities that are trusted besides the platform's
   * @param proxy {@code http://host:port}, or null
   */
  public record Address(URI metadata, URI targets, List<Path> caFiles, @Nullable URI proxy) {
    public Address {
      caFiles = List.copyOf(caFiles);
    }
  }

  /**
   * Opens it; nothing is fetched yet.
   *
   * @throws IllegalArgumentException a URL or a setting cannot be used; the message says why
   */
  public static TrustRepository open(Address address) {
    OutboundSettings settings =
        new OutboundSettings(
            address.caFiles(), address.proxy(), null, OutboundSettings.standard().connectTimeout());
    OutboundUrl metadata = OutboundUrl.open(address.metadata(), settings, OutboundObserver.SILENT);
    try {
      return new TrustRepository(
          metadata, OutboundUrl.open(address.targets(), settings, OutboundObserver.SILENT));
    } catch (RuntimeException e) {
      metadata.close();
      throw e;
    }
  }

  /**
   * As {@link TufClient#update}, by the client that is on the class path.
   *
   * @throws IllegalStateException there is none
   */
  public TufOutcome update(TufState state, Bytes root, List<String> paths, Instant now) {
    TufClient client =
        ServiceLoader.load(TufClient.class, TrustRepository.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no TUF client is on the class path"));
    return client.update(this, state, root, paths, now);
  }

  @Override
  public Optional<Bytes> metadata(String file, int maxBytes) throws IOException {
    return get(metadata, escaped(file).replace("/", "%2F"), maxBytes);
  }

  @Override
  public Optional<Bytes> target(String path, int maxBytes) throws IOException {
    return get(targets, escaped(path), maxBytes);
  }

  /** Stores of objects answer 403 for what they do not have, where nobody may list them. */
  private Optional<Bytes> get(OutboundUrl below, String path, int maxBytes) throws IOException {
    HttpAnswer answer = below.below("/" + path).getAny(Map.of(), maxBytes, deadline.within(EACH));
    if (answer.status() == 404 || answer.status() == 403) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw new IOException("the repository answers with status " + answer.status());
    }
    if (answer.overBound()) {
      throw new TooLong(path);
    }
    return Optional.of(answer.body());
  }

  private static String escaped(String path) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "-._~/".indexOf(c) >= 0) {
        escaped.append(c);
      } else {
        escaped.append('%').append(HEX.toHexDigits(b));
      }
    }
    return escaped.toString();
  }

  @Override
  public void close() {
    metadata.close();
    targets.close();
  }
}
