package org.stellaops.signer.core.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.Observations.TracedSigner;

/** The short facts, as traces and lines of a log tell them. */
final class ShortFacts implements FactForm {

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, Long> numbers = new LinkedHashMap<>();

  Map<String, String> texts() {
    return texts;
  }

  Map<String, Long> numbers() {
    return numbers;
  }

  @Override
  public ShortFacts text(String name, @Nullable String text) {
    if (text != null) {
      texts.put(name, text);
    }
    return this;
  }

  @Override
  public ShortFacts digest(String name, @Nullable Digest digest) {
    return text(name, digest == null ? null : digest.toString());
  }

  @Override
  public ShortFacts number(String name, @Nullable Long number) {
    if (number != null) {
      numbers.put(name, number);
    }
    return this;
  }

  @Override
  public ShortFacts texts(String name, List<String> many) {
    return this;
  }

  @Override
  public ShortFacts canonical(String name, @Nullable Bytes object) {
    return this;
  }

  @Override
  public ShortFacts firstText(String name, String text) {
    return text(name, text);
  }

  @Override
  public ShortFacts flag(String name, boolean set) {
    return this;
  }

  @Override
  public ShortFacts signers(List<TracedSigner> signers) {
    return this;
  }
}
