package org.stellaops.signer.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.OciJson.Unreadable;

/**
 * The login that docker or podman would use: of the credential helper that the file names for the
 * host, or of the file itself. The file is read, and the helper asked, anew whenever the login is
 * wanted, but at most once in ten seconds and once at a time, so that callers who are refused start
 * no crowd of programs.
 */
public final class DockerLogin implements LoginSource {

  private static final int LONGEST = 1 << 20;

  /** A helper that gives this user gives an identity token. */
  private static final String TOKEN_USER = "<token>";

  private static final Duration KEPT = Duration.ofSeconds(10);

  private record Known(Optional<Login> login, @Nullable IOException failure, long until) {}

  private final Path file;
  private final String host;
  private final String repository;
  private final RegistryCredentials helpers;
  private final Ticker ticker;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Known known;

  /**
   * @param file docker's {@code config.json} or podman's {@code auth.json}
   * @param host {@code host[:port]} as image names have it
   */
  public DockerLogin(
      Path file, String host, String repository, RegistryCredentials helpers, Ticker ticker) {
    this.file = file;
    this.host = host;
    this.repository = repository;
    this.helpers = helpers;
    this.ticker = ticker;
  }

  /**
   * Reads the file alone.
   *
   * @throws IOException it cannot be read, or what it has for the registry is out of form
   */
  public void check() throws IOException {
    DockerConfig config = read();
    try {
      config.helper(host);
      config.stored(host, repository);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public Optional<Login> login(Deadline deadline) throws IOException {
    boolean locked = false;
    try {
      locked = asking.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (!locked) {
        throw new IOException("the credential helper of " + host + " did not answer in time");
      }
      Known now = known;
      if (now == null || now.until() - ticker.nanos() <= 0) {
        now = asked(deadline);
        // Want of one caller's time says nothing to the next.
        known = now.failure() != null && deadline.hasPassed() ? null : now;
      }
      if (now.failure() != null) {
        throw new IOException(now.failure().getMessage(), now.failure());
      }
      return now.login();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a credential helper was asked", e);
    } finally {
      if (locked) {
        asking.unlock();
      }
    }
  }

  private Known asked(Deadline deadline) {
    try {
      Optional<Login> login = found(read(), deadline);
      return new Known(login, null, ticker.nanos() + KEPT.toNanos());
    } catch (IOException e) {
      return new Known(Optional.empty(), e, ticker.nanos() + KEPT.toNanos());
    }
  }

  private Optional<Login> found(DockerConfig config, Deadline deadline) throws IOException {
    try {
      Optional<String> helper = config.helper(host);
      if (helper.isPresent()) {
        Optional<Bytes> printed = helpers.get(helper.get(), DockerConfig.server(host), deadline);
        if (printed.isPresent()) {
          return Optional.of(login(helper.get(), printed.get()));
        }
        if (config.hasOwnHelper(host)) {
          return Optional.empty();
        }
      }
      return config.stored(host, repository);
    } catch (IOException e) {
      throw named(e);
    }
  }

  private static Login login(String helper, Bytes printed) throws IOException {
    try {
      JsonObject answer = OciJson.object(printed);
      String user = OciJson.text(answer, "Username");
      String secret = OciJson.text(answer, "Secret");
      return user.equals(TOKEN_USER)
          ? new Login.IdentityToken(secret)
          : new Credentials(user, secret);
    } catch (Unreadable | IllegalArgumentException e) {
      // Without the cause, which may repeat what it does not take.
      throw new IOException(
          "names docker-credential-" + helper + ", which printed no user and secret");
    }
  }

  private DockerConfig read() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] read = in.readNBytes(LONGEST + 1);
      if (read.length > LONGEST) {
        throw new IOException("is longer than 1 MiB");
      }
      return DockerConfig.parse(Bytes.adopt(read));
    } catch (IOException e) {
      throw named(e);
    }
  }

  private IOException named(IOException e) {
    String why = e instanceof FileSystemException ? "cannot be read" : e.getMessage();
    return new IOException(file + " " + why, e);
  }
}
