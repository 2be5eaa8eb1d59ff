package org.stellaops.signer.core.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.Observations.TracedSigner;

/** Where the facts of a request are written to, by their names. What is null is left out. */
interface FactForm {

  FactForm text(String name, @Nullable String text);

  FactForm digest(String name, @Nullable Digest digest);

  FactForm number(String name, @Nullable Long number);

  /** Adds a list, which records alone have. */
  FactForm texts(String name, List<String> texts);

  /** Adds an object in its RFC 8785 form, which records alone have. */
  FactForm canonical(String name, @Nullable Bytes object);

  /** Adds the first of several, which traces have in place of the list. */
  FactForm firstText(String name, String text);

  /** Adds the mark that something was left out. */
  FactForm flag(String name, boolean set);

  FactForm signers(List<TracedSigner> signers);
}
