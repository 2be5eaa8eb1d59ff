package org.stellaops.signer.bootstrap.libraries;

import java.util.ServiceConfigurationError;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKey;

/**
 * A type of an isolated library. While it opens a backend or a key, its loader is that of the
 * thread, because SDKs look for their parts there and their threads inherit it. What breaks inside,
 * such as a class that its jars lack, is that backend's failure alone, in the words of the port.
 */
final class IsolatedType implements KeyBackendType {

  private final KeyBackendType type;
  private final ClassLoader loader;

  IsolatedType(KeyBackendType type, ClassLoader loader) {
    this.type = type;
    this.loader = loader;
  }

  @Override
  public String name() {
    return type.name();
  }

  @Override
  public KeyBackend open(KeyBackendOptions options) {
    return new Isolated(within(() -> type.open(options), this::refused));
  }

  @Override
  public PinnedKey create(
      KeyBackendOptions options, KeyUri key, NewKeyKind kind, Deadline deadline) {
    return within(() -> type.create(options, key, kind, deadline), this::refused);
  }

  /** A key signs as its backend made it: nothing stands between it and the core. */
  private final class Isolated implements KeyBackend {

    private final KeyBackend backend;

    Isolated(KeyBackend backend) {
      this.backend = backend;
    }

    @Override
    public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
      return within(() -> backend.open(key, wanted, deadline), IsolatedType.this::refused);
    }

    @Override
    public void requireReachable(Deadline deadline) {
      within(
          () -> {
            backend.requireReachable(deadline);
            return this;
          },
          broken ->
              new DependencyUnavailable(Dependency.SIGNING_KEYS, false, words(broken), broken));
    }

    @Override
    public void reloaded() {
      within(
          () -> {
            backend.reloaded();
            return this;
          },
          IsolatedType.this::refused);
    }

    @Override
    public void close() {
      within(
          () -> {
            backend.close();
            return this;
          },
          IsolatedType.this::refused);
    }

    @Override
    public String toString() {
      return backend.toString();
    }
  }

  private BackendRefused refused(Throwable broken) {
    return new BackendRefused(words(broken), broken);
  }

  /** The message of an exception is not repeated: nobody has promised that it holds no secret. */
  private String words(Throwable broken) {
    String what =
        broken instanceof Error
            ? broken.toString()
            : "an unexpected " + broken.getClass().getName();
    return "the library of " + type.name() + " is broken (" + what + "): install it anew";
  }

  private <T> T within(Supplier<T> call, Function<Throwable, PortException> broken) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.get();
    } catch (PortException e) {
      throw e;
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      throw broken.apply(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
