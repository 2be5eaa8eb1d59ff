package org.stellaops.signer.kms.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.identity.CredentialUnavailableException;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.microsoft.aad.msal4j.MsalServiceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.PortException;

/** What the vault's and the SDK's errors mean. */
final class AzureFailures {

  private static final Set<String> ABSENT =
      Set.of(
          "KeyNotFound",
          "KeyDisabled",
          "KeyNotYetValid",
          "KeyExpired",
          "ObjectIsBeingDeleted",
          "ObjectIsDeletedButRecoverable");

  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

  private AzureFailures() {}

  /** The vault's own answer, if it is what failed: tokens come from elsewhere. */
  private static Optional<HttpResponse> answer(VaultHost vault, Throwable failure) {
    return failure instanceof HttpResponseException of
        ? Optional.ofNullable(of.getResponse())
            .filter(answer -> vault.name().equalsIgnoreCase(answer.getRequest().getUrl().getHost()))
        : Optional.empty();
  }

  /** Whether the vault turned the request away as one too many: it did nothing. */
  static boolean isThrottled(VaultHost vault, Throwable failure) {
    return answer(vault, failure).filter(each -> each.getStatusCode() == 429).isPresent();
  }

  /** How long the vault wants not to be asked; zero where it does not say. */
  static Duration retryAfter(VaultHost vault, Throwable failure) {
    return answer(vault, failure)
        .map(answer -> answer.getHeaderValue(HttpHeaderName.RETRY_AFTER))
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }

  static DependencyUnavailable throttled(Throwable failure) {
    return DependencyUnavailable.busy(
        Dependency.SIGNING_KEYS, "the vault has no room for more requests", failure);
  }

  /**
   * @return {@link KeyNotFound} or {@link BackendRefused} where the vault or the token authority
   *     said so itself, else {@link DependencyUnavailable}
   */
  static PortException of(VaultHost vault, KeyUri key, Throwable failure, AzureAttempt attempt) {
    if (isThrottled(vault, failure)) {
      return throttled(failure);
    }
    Optional<HttpResponse> answer = answer(vault, failure);
    if (attempt.isUnauthenticated() && (answer.isPresent() || attempt.isSpent())) {
      return new BackendRefused("key " + key + ": the vault does not take our token", failure);
    }
    if (answer.isPresent()) {
      return of(key, answer.get(), failure, attempt.mayHaveSigned());
    }
    return attempt.mayHaveSigned()
        ? unavailable(true, "no answer of the vault that can be read", failure)
        : beforeSigning(failure);
  }

  private static PortException of(
      KeyUri key, HttpResponse answer, Throwable failure, boolean mayHaveSigned) {
    int status = answer.getStatusCode();
    String code = code(answer).orElse(null);
    if (code == null) {
      return unavailable(mayHaveSigned, "status " + status + " and no error of the vault", failure);
    }
    if (ABSENT.contains(code)) {
      return new KeyNotFound(key, "the vault says " + code);
    }
    if (status == 403) {
      return new BackendRefused(
          "key "
              + key
              + ": the vault says "
              + code
              + "; the role Key Vault Crypto User, or the permissions get and sign, are needed",
          failure);
    }
    if (status >= 400 && status < 500 && status != 408) {
      return new BackendRefused("key " + key + ": the vault says " + code, failure);
    }
    return unavailable(mayHaveSigned, "the vault failed: " + code, failure);
  }

  /**
   * The innermost code of {@code {"error":{"code":…,"innererror":{"code":…}}}}; empty for what is
   * no error of the vault: a page of some proxy.
   */
  static Optional<String> code(HttpResponse answer) {
    try (JsonReader reader = JsonProviders.createReader(answer.getBodyAsBinaryData().toBytes())) {
      String code = null;
      Map<String, Object> all = reader.readMap(JsonReader::readUntyped);
      Object at = all == null ? null : all.get("error");
      while (at instanceof Map<?, ?> error) {
        code = error.get("code") instanceof String text ? text : code;
        at = error.get("innererror");
      }
      return Optional.ofNullable(code).filter(text -> CODE.matcher(text).matches());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static PortException beforeSigning(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CredentialUnavailableException) {
        return unavailable(
            false, "the vault was not asked: the environment gives no credentials", failure);
      }
      if (cause instanceof MsalServiceException service) {
        return ofAuthority(service, failure);
      }
      if (cause instanceof SSLException) {
        return unavailable(
            false,
            "no TLS with the vault or the token authority; caFile names the authorities that are"
                + " trusted for it",
            failure);
      }
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof UnresolvedAddressException
          || cause instanceof HttpConnectTimeoutException) {
        return unavailable(false, "the vault or the token authority is out of reach", failure);
      }
    }
    return unavailable(
        false, "no answer of the vault or the token authority that can be read", failure);
  }

  private static PortException ofAuthority(MsalServiceException answer, Throwable failure) {
    String code = answer.errorCode() == null ? "" : answer.errorCode();
    String said = CODE.matcher(code).matches() ? " says " + code : " gives no access token";
    return answer.statusCode() != null && Set.of(400, 401, 403).contains(answer.statusCode())
        ? new BackendRefused(
            "the token authority" + said + " of the credentials in the environment", failure)
        : unavailable(false, "the token authority" + said, failure);
  }

  static DependencyUnavailable unavailable(boolean may, String why, @Nullable Throwable cause) {
    return cause == null
        ? new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why)
        : new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why, cause);
  }
}
