package org.stellaops.signer.json;

/**
 * A number whose canonical form is another decimal of the same IEEE 754 double, as RFC 8785
 * §3.2.2.3 has it: {@code 1.0000000000000001} becomes {@code 1}.
 *
 * @param path where it is, as {@link InvalidJson#path()} writes paths
 * @param text as it was written
 * @param canonical as it stands in the canonical form
 */
public record RoundedNumber(String path, String text, String canonical) {}
