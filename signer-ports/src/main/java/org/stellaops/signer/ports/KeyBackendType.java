package org.stellaops.signer.ports;

import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;

/**
 * A kind of key backend whose libraries are needed only where a configuration names it. It is found
 * by {@link java.util.ServiceLoader}, on the class path or in the directory of optional backends.
 */
public interface KeyBackendType {

  /** As configuration writes it, and as records and metrics call its keys: {@code aws-kms}. */
  String name();

  /**
   * Opens a backend. Asks nobody: a backend that does not answer is found by {@link
   * SigningKeys#requireReachable} or when a key is opened.
   *
   * @throws BackendRefused a setting is missing or wrong; its message names the setting
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, a file that a setting names
   *     cannot be read
   */
  KeyBackend open(KeyBackendOptions options);

  /**
   * Makes a key pair that is in the backend alone: its private key may sign, and can neither be
   * read nor be used for anything else. For operators; a service never asks for it. It is asked
   * once, without a retry.
   *
   * @param key what the new key is to be called, in the form by which {@link SigningKeys#open}
   *     finds it
   * @return its public key, under the algorithm of {@code kind}
   * @throws BackendRefused this type makes no keys, or none of this kind, or the name is taken; no
   *     key was made
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}; its message says whether a key
   *     may have been made
   */
  default PinnedKey create(
      KeyBackendOptions options, KeyUri key, NewKeyKind kind, Deadline deadline) {
    throw new BackendRefused("keys of " + name() + " are made by its own tools");
  }
}
