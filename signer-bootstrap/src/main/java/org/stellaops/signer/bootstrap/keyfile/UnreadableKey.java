package org.stellaops.signer.bootstrap.keyfile;

import org.jspecify.annotations.Nullable;

/** A file holds no public key that is read here; its form says what it holds. */
final class UnreadableKey extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient KeyForm form;

  UnreadableKey(KeyForm form) {
    this(form, null);
  }

  UnreadableKey(KeyForm form, @Nullable Throwable cause) {
    super(form.words(), cause);
    this.form = form;
  }

  KeyForm form() {
    return form;
  }
}
