package org.stellaops.signer.testkit.securitykey;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SecurityKeyRegistrations.Registration;
import org.stellaops.signer.testkit.signing.KeyPairs;

/**
 * A security key and its browser in software, which are fakes: they write what those write
 * (WebAuthn Level 3), and lie where a test tells them to. The key pair is not protected by
 * anything.
 */
public final class FakeAuthenticator {

  public static final int PRESENT = 0x01;
  public static final int VERIFIED = 0x04;
  private static final int HAS_CREDENTIAL = 0x40;
  private static final byte[] MODEL = Bytes.utf8("fake authentictr").toByteArray();

  private final SignatureAlgorithm algorithm;
  private final KeyPair pair;
  private final Bytes credentialId;
  private long count;
  private String party;
  private String origin;
  private String type = "webauthn.get";
  private String moreClientData = "";
  private int flags = PRESENT | VERIFIED;

  /**
   * A key with a new credential.
   *
   * @param algorithm ECDSA_P256_SHA256, ED25519 or RSA_PKCS1_SHA256
   * @param party the id of the relying party that it signs for
   * @param origin what its browser says that the page's is
   */
  public FakeAuthenticator(SignatureAlgorithm algorithm, String party, String origin) {
    this.algorithm = algorithm;
    this.pair = KeyPairs.generate(algorithm);
    this.credentialId = Bytes.adopt(pair.getPublic().getEncoded()).sha256().bytes();
    this.party = party;
    this.origin = origin;
  }

  public Bytes credentialId() {
    return credentialId;
  }

  /** From now on the counter is this; the next assertion says one more. */
  public FakeAuthenticator counting(long now) {
    count = now;
    return this;
  }

  public FakeAuthenticator forParty(String id) {
    party = id;
    return this;
  }

  public FakeAuthenticator at(String page) {
    origin = page;
    return this;
  }

  public FakeAuthenticator ofType(String said) {
    type = said;
    return this;
  }

  /** Adds members to the client data, each after a comma. */
  public FakeAuthenticator saying(String members) {
    moreClientData = members;
    return this;
  }

  public FakeAuthenticator flagged(int said) {
    flags = said;
    return this;
  }

  /** The public key as COSE_Key. */
  public Bytes publicKey() {
    if (pair.getPublic() instanceof ECPublicKey ec) {
      return new CborOutput()
          .map(5)
          .integer(1)
          .integer(2)
          .integer(3)
          .integer(-7)
          .integer(-1)
          .integer(1)
          .integer(-2)
          .bytes(unsigned(ec.getW().getAffineX(), 32))
          .integer(-3)
          .bytes(unsigned(ec.getW().getAffineY(), 32))
          .written();
    }
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      return new CborOutput()
          .map(4)
          .integer(1)
          .integer(3)
          .integer(3)
          .integer(-257)
          .integer(-1)
          .bytes(unsigned(rsa.getModulus(), rsa.getModulus().bitLength() / 8))
          .integer(-2)
          .bytes(unsigned(rsa.getPublicExponent(), 3))
          .written();
    }
    byte[] info = pair.getPublic().getEncoded();
    return new CborOutput()
        .map(4)
        .integer(1)
        .integer(1)
        .integer(3)
        .integer(-8)
        .integer(-1)
        .integer(6)
        .integer(-2)
        .bytes(Arrays.copyOfRange(info, info.length - 32, info.length))
        .written();
  }

  /** What the key answers to {@code navigator.credentials.create()}, without an attestation. */
  public Registration register(Bytes challenge) {
    return registration(challenge, "none", false);
  }

  /** The same, attested by the credential itself: {@code packed}. */
  public Registration registerAttested(Bytes challenge) {
    return registration(challenge, "packed", true);
  }

  /** The same in a format of that name, with a statement that is none. */
  public Registration registerAs(String format, Bytes challenge) {
    return registration(challenge, format, false);
  }

  private Registration registration(Bytes challenge, String format, boolean attested) {
    Bytes client = clientData("webauthn.create", challenge);
    byte[] data = registrationData();
    CborOutput attestation = new CborOutput().map(3).text("fmt").text(format).text("attStmt");
    if (attested) {
      attestation
          .map(2)
          .text("alg")
          .integer(coseAlgorithm())
          .text("sig")
          .bytes(signature(data, client).toByteArray());
    } else {
      attestation.map(0);
    }
    return new Registration(
        credentialId, client, attestation.text("authData").bytes(data).written());
  }

  private byte[] registrationData() {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(authenticatorData(flags | HAS_CREDENTIAL, count));
    data.writeBytes(MODEL);
    data.writeBytes(new byte[] {0, (byte) credentialId.size()});
    data.writeBytes(credentialId.toByteArray());
    data.writeBytes(publicKey().toByteArray());
    return data.toByteArray();
  }

  /** What the key answers to {@code navigator.credentials.get()}; its counter moves on. */
  public KeyAssertion sign(Bytes challenge) {
    count++;
    Bytes client = clientData(type, challenge);
    byte[] data = authenticatorData(flags, count);
    return new KeyAssertion(credentialId, client, Bytes.copyOf(data), signature(data, client));
  }

  private Bytes clientData(String said, Bytes challenge) {
    return Bytes.utf8(
        "{\"type\":\""
            + said
            + "\",\"challenge\":\""
            + challenge.base64Url()
            + "\",\"origin\":\""
            + origin
            + "\",\"crossOrigin\":false"
            + moreClientData
            + "}");
  }

  private byte[] authenticatorData(int said, long counted) {
    return ByteBuffer.allocate(37)
        .put(Bytes.utf8(party).sha256().bytes().toByteArray())
        .put((byte) said)
        .putInt((int) counted)
        .array();
  }

  private Bytes signature(byte[] data, Bytes client) {
    try {
      Signature signature = algorithm.newSignature();
      signature.initSign(pair.getPrivate());
      signature.update(data);
      signature.update(client.sha256().bytes().toByteArray());
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the fake cannot sign", e);
    }
  }

  private long coseAlgorithm() {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> -7;
      case ED25519 -> -8;
      default -> -257;
    };
  }

  private static byte[] unsigned(BigInteger number, int width) {
    byte[] all = number.toByteArray();
    byte[] fixed = new byte[width];
    int length = Math.min(all.length, width);
    System.arraycopy(all, all.length - length, fixed, width - length, length);
    return fixed;
  }
}
