package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What an Attestor does with an answer of the Signer: posts the request to the log that the answer
 * holds, and puts the entry that comes back into the bundle. It changes neither.
 */
final class SmallAttestor {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Rekor v2 answers when a checkpoint covers the entry. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI entries;

  /**
   * @param rekor without {@code /api/v2}
   */
  SmallAttestor(URI rekor) {
    this.entries = rekor.resolve("/api/v2/log/entries");
  }

  /**
   * The first bundle of {@code answer}, with its entry of the log.
   *
   * @param answer as {@code /sign/dsse} gives it: what is read is its member {@code attestor} and
   *     what that points to
   */
  ObjectNode logged(JsonNode answer) {
    JsonNode attestor = answer.get("attestor");
    ObjectNode bundle = answer.at(attestor.at("/bundles/0").textValue()).deepCopy();
    JsonNode entry = post(attestor.at("/logEntryRequests/0"));
    ((ObjectNode) bundle.get("verificationMaterial")).putArray("tlogEntries").add(entry);
    return bundle;
  }

  private JsonNode post(JsonNode request) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(entries)
                  .timeout(LONGEST)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new AssertionError("the log: " + answer.statusCode() + " " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
