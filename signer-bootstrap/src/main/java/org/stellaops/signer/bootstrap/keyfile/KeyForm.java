package org.stellaops.signer.bootstrap.keyfile;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds that is no public key as it is read here.
 *
 * @param words what follows the file's name in a sentence; never content of the file
 * @param command writes the public key of the file {@code {}} to {@code {key}}; null if none does
 */
record KeyForm(String words, @Nullable String command) {

  private static final String KEY_OF_A_CERTIFICATE = "openssl x509 -pubkey -noout > {key}";

  /** The header of a SubjectPublicKeyInfo for Ed25519 (RFC 8410 §4), as printf writes it. */
  private static final String ED25519 =
      "(printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; ";

  private static final String OF_ED25519 =
      "grep -o 'AAAAC3NzaC1lZDI1NTE5[A-Za-z0-9+/=]*'%s | base64 -d | tail -c 32)"
          + " | openssl pkey -pubin -inform DER -out {key}";

  private static final String NODE =
      "node -e 'console.log(require(\"crypto\").createPublicKey({key:JSON.parse(require(\"fs\")"
          + ".readFileSync(0)),format:\"jwk\"}).export({type:\"spki\",format:\"pem\"}))'";

  static KeyForm of(String words) {
    return new KeyForm(words, null);
  }

  static KeyForm otherScheme(String name) {
    return of(
        "is of " + name + ", whose keys sign no DSSE envelope; ask the signer for a key in PEM");
  }

  static KeyForm packed(String words, String unpacker) {
    return new KeyForm("is " + words, unpacker + " {} > {key}");
  }

  static KeyForm certificate(String words, String options) {
    return new KeyForm(
        words + ", not a public key; take the key out of it",
        "openssl x509 " + options + "-in {} -pubkey -noout > {key}");
  }

  static KeyForm certificateRequest(String options) {
    return new KeyForm(
        "is a certificate request, not a public key; take the key out of it",
        "openssl req " + options + "-in {} -pubkey -noout > {key}");
  }

  static KeyForm pkcs7(String options) {
    return new KeyForm(
        "is PKCS#7, not a public key; take the key of its first certificate",
        "openssl pkcs7 " + options + "-in {} -print_certs | " + KEY_OF_A_CERTIFICATE);
  }

  static KeyForm pkcs12() {
    return new KeyForm(
        "is a PKCS#12 keystore, not a public key; take the key of its certificate",
        "openssl pkcs12 -in {} -clcerts -nokeys | " + KEY_OF_A_CERTIFICATE);
  }

  static KeyForm javaKeystore() {
    return new KeyForm(
        "is a Java keystore, not a public key; take the key of its first certificate",
        "keytool -list -rfc -keystore {} | " + KEY_OF_A_CERTIFICATE);
  }

  static KeyForm privateKey(String options) {
    return new KeyForm(
        "is a private key, which belongs to the signer alone; take the public key out of it",
        "openssl pkey " + options + "-in {} -pubout -out {key}");
  }

  static KeyForm cosignPrivateKey() {
    return new KeyForm(
        "is cosign's private key, which belongs to the signer alone; take the public key out of it",
        "cosign public-key --key {} > {key}");
  }

  static KeyForm pkcs1(String options) {
    return new KeyForm(
        "is an RSA key in the form of PKCS#1; convert it",
        "openssl rsa -RSAPublicKey_in " + options + "-in {} -pubout -out {key}");
  }

  static KeyForm ssh(boolean ed25519) {
    return new KeyForm(
        "is an SSH public key; convert it",
        ed25519
            ? ED25519 + OF_ED25519.replace("%s", " {}")
            : "ssh-keygen -e -m PKCS8 -f {} > {key}");
  }

  static KeyForm ssh2(boolean ed25519) {
    return new KeyForm(
        "is an SSH public key in the form of RFC 4716; convert it",
        ed25519
            ? ED25519 + OF_ED25519.replace("%s", " {}")
            : "ssh-keygen -i -f {} > {key}.ssh && ssh-keygen -e -m PKCS8 -f {key}.ssh > {key}");
  }

  static KeyForm sshPrivateKey(boolean ed25519) {
    return new KeyForm(
        "is an SSH private key, which belongs to the signer alone; take the public key out of it",
        ed25519
            ? ED25519 + "ssh-keygen -y -f {} | " + OF_ED25519.replace("%s", "")
            : "ssh-keygen -e -m PKCS8 -f {} > {key}");
  }

  static KeyForm jwk(String words) {
    return new KeyForm(words, NODE + " < {} > {key}");
  }

  static KeyForm jwkSet(int size) {
    return new KeyForm(
        "is a set of "
            + size
            + (size == 1
                ? " JWK; convert it"
                : " JWKs; convert the one that signed, here the first"),
        "jq '.keys[0]' {} | " + NODE + " > {key}");
  }

  static KeyForm jsonWithPem(String path) {
    return new KeyForm(
        "is JSON with a public key in it; take it out", "jq -r '" + path + "' {} > {key}");
  }

  static KeyForm jsonWithDer(String path) {
    return new KeyForm(
        "is JSON with a public key in it; take it out",
        "jq -r '" + path + "' {} | base64 -d | openssl pkey -pubin -inform DER -out {key}");
  }

  static KeyForm jsonWithJwk(String path) {
    return new KeyForm(
        "is JSON with a JWK in it; convert it", "jq '" + path + "' {} | " + NODE + " > {key}");
  }

  static KeyForm bare(String encoding, String decoder, boolean open) {
    return new KeyForm(
        "is "
            + (open ? "a public key" : "a private key, which belongs to the signer alone,")
            + " in "
            + encoding
            + (open ? " without the lines of PEM; convert it" : "; take the public key out of it"),
        decoder
            + " | openssl pkey "
            + (open ? "-pubin -inform DER -out {key}" : "-inform DER -pubout -out {key}"));
  }

  static KeyForm otherEncoding() {
    return new KeyForm(
        "is an EC key with a compressed point or spelled-out parameters; convert it",
        "openssl ec -pubin -in {} -conv_form uncompressed -param_enc named_curve -pubout -out"
            + " {key}");
  }

  String sentence(Path file) {
    return file + " " + words + (command == null ? "" : ": " + command(file, command));
  }

  private static String command(Path file, String command) {
    return command
        .replace("{key}", ShellWord.output(file, "key.pub"))
        .replace("{}", ShellWord.of(file));
  }
}
