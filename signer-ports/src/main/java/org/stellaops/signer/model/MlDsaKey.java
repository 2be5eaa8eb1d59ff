package org.stellaops.signer.model;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An ML-DSA public key (RFC 9881 §4) in no provider's own form: Java 21 has none, and a provider
 * translates it when it checks a signature.
 */
final class MlDsaKey implements PublicKey {

  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final byte[] spki;

  private MlDsaKey(String algorithm, byte[] spki) {
    this.algorithm = algorithm;
    this.spki = spki;
  }

  /** One parameter set: all of its SubjectPublicKeyInfos start with the same bytes. */
  private enum Form {
    FORM_44(SignatureAlgorithm.ML_DSA_44, "30820532300b06096086480165030403110382052100", 1334),
    FORM_65(SignatureAlgorithm.ML_DSA_65, "308207b2300b0609608648016503040312038207a100", 1974),
    FORM_87(SignatureAlgorithm.ML_DSA_87, "30820a32300b060960864801650304031303820a2100", 2614);

    private final SignatureAlgorithm algorithm;
    private final String start;
    private final int size;

    Form(SignatureAlgorithm algorithm, String start, int size) {
      this.algorithm = algorithm;
      this.start = start;
      this.size = size;
    }

    boolean fits(byte[] spki) {
      return spki.length == size
          && HexFormat.of().formatHex(spki, 0, start.length() / 2).equals(start);
    }
  }

  private static Optional<Form> form(byte[] spki) {
    return Arrays.stream(Form.values()).filter(form -> form.fits(spki)).findFirst();
  }

  /** The algorithm of a key in X.509 form, whatever made it. */
  static Optional<SignatureAlgorithm> algorithm(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return encoded == null ? Optional.empty() : form(encoded).map(form -> form.algorithm);
  }

  /** The key, if these are the bytes of one. */
  static Optional<PublicKey> parse(byte[] spki) {
    return form(spki).map(form -> new MlDsaKey(form.algorithm.jcaName(), spki.clone()));
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "X.509";
  }

  @Override
  public byte[] getEncoded() {
    return spki.clone();
  }
}
