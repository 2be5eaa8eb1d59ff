package org.stellaops.signer.cli.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;

/** One HTTP request and its answer; no redirect is followed, since a token would go along. */
public final class Exchange {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /** How the client's messages begin where it has no type of exception for it, as with TLS. */
  private static final Pattern NO_HTTP =
      Pattern.compile("^(Invalid status line|parsing HTTP/1\\.1|Illegal character in chunk)");

  static final long PUBLIC = 1 << 20;

  private Exchange() {}

  /** Asks for what anybody may read. */
  public static HttpResponse<byte[]> get(URI url) {
    return send(HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build(), PUBLIC);
  }

  /**
   * @param most bytes of an answer; a longer one is not read to its end
   */
  static HttpResponse<byte[]> send(HttpRequest request, long most) {
    try {
      return HTTP.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
    } catch (IOException e) {
      String said = String.valueOf(e.getMessage());
      if (said.startsWith("body exceeds")) {
        throw CommandFailed.answer(
            request.uri() + " answers with more than the " + most + " bytes that are read", e);
      }
      if (e instanceof ProtocolException || NO_HTTP.matcher(said).find()) {
        throw noHttp(request, e);
      }
      throw new CommandFailed(
          FailureCode.SERVER_UNREACHABLE, "cannot reach " + request.uri() + ": " + reason(e), e);
    } catch (IllegalArgumentException e) {
      // What the client makes of a Content-Length that is no number.
      throw noHttp(request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(FailureCode.UNEXPECTED, "interrupted", e);
    }
  }

  private static CommandFailed noHttp(HttpRequest request, Exception e) {
    return CommandFailed.answer(request.uri() + " does not answer in HTTP", e);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException _ -> "nothing answers there";
      default -> Objects.requireNonNullElse(e.getMessage(), "the connection broke");
    };
  }
}
