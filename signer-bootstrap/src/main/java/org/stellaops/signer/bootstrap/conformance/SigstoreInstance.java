package org.stellaops.signer.bootstrap.conformance;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.fulcio.FulcioIssuer;
import org.stellaops.signer.fulcio.HttpTimestampAuthority;
import org.stellaops.signer.fulcio.IdentityToken;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.PortException;

/**
 * The services of one Sigstore instance, as sigstore-conformance has a client use them. Each call
 * throws {@link PortException} or {@link IOException} where a service refuses or does not answer;
 * nothing is asked twice. One deadline for all.
 */
public final class SigstoreInstance implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** A Rekor v2 answers when a checkpoint covers the entry. */
  private static final Duration ENTRY = Duration.ofSeconds(60);

  private static final int MAX_ENTRY = 1 << 20;

  private final List<OutboundUrl> open = new ArrayList<>();
  private final FulcioIssuer fulcio;
  private final List<HttpTimestampAuthority> authorities = new ArrayList<>();
  private final List<OutboundUrl> logs = new ArrayList<>();
  private final Deadline deadline = Deadline.in(LONGEST, Ticker.system());

  /**
   * Where its services are.
   *
   * @param fulcio without {@code /api/v2}
   * @param timestamps where queries are posted
   * @param logs each a Rekor v2, without {@code /api/v2}
   */
  public record Addresses(URI fulcio, List<URI> timestamps, List<URI> logs) {
    public Addresses {
      timestamps = List.copyOf(timestamps);
      logs = List.copyOf(logs);
    }
  }

  private SigstoreInstance(Addresses at) {
    fulcio = new FulcioIssuer(opened(at.fulcio()), Map.of(), JcaProviders.platform());
    for (URI url : at.timestamps()) {
      authorities.add(new HttpTimestampAuthority(String.valueOf(url.getHost()), opened(url)));
    }
    for (URI url : at.logs()) {
      logs.add(opened(url).below("/api/v2/log/entries"));
    }
  }

  private OutboundUrl opened(URI url) {
    OutboundUrl opened = OutboundUrl.open(url);
    open.add(opened);
    return opened;
  }

  /**
   * Opens it; nobody is asked yet.
   *
   * @throws IllegalArgumentException a URL cannot be used; the message says why
   */
  public static SigstoreInstance open(Addresses addresses) {
    return new SigstoreInstance(addresses);
  }

  /**
   * Has a key certified.
   *
   * @param token of OpenID Connect, a secret
   * @param possession a signature by the key over what the token says of who it is
   * @return the DER of the certificate
   * @throws IllegalArgumentException the token is none
   */
  public Bytes certificate(String token, PinnedKey key, Bytes possession) {
    return fulcio.certify(key, possession, IdentityToken.parse(token), deadline).leaf();
  }

  /** A timestamp of each authority over a signature, DER. */
  public List<Bytes> timestamps(Bytes signature) {
    return authorities.stream().map(each -> each.timestamp(signature, deadline)).toList();
  }

  /**
   * Pushes to each log.
   *
   * @param request a {@code CreateEntryRequest} of Rekor v2
   * @return the {@code TransparencyLogEntry} that each answered with
   */
  public List<JsonObject> logged(Bytes request) throws IOException {
    List<JsonObject> entries = new ArrayList<>();
    for (OutboundUrl log : logs) {
      HttpAnswer answer =
          log.postAny(
              new Outbound.Content("application/json", request),
              Map.of("Accept", "application/json"),
              MAX_ENTRY,
              deadline.within(ENTRY));
      if (answer.status() / 100 != 2 || answer.overBound()) {
        throw new IOException(
            "the log answers with status "
                + answer.status()
                + (answer.overBound() ? " and too much" : ": " + head(answer.body())));
      }
      try {
        entries.add(JsonObject.parse(answer.body(), JsonLimits.REQUEST.withMaxBytes(MAX_ENTRY)));
      } catch (InvalidJson e) {
        throw new IOException("the log's entry: " + e.getMessage(), e);
      }
    }
    return entries;
  }

  private static String head(Bytes body) {
    return body.slice(0, Math.min(body.size(), 500)).utf8();
  }

  @Override
  public void close() {
    open.forEach(OutboundUrl::close);
  }
}
