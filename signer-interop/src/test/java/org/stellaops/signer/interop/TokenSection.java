package org.stellaops.signer.interop;

import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;

/** Development mode's configuration with a token where its second keystore was. */
final class TokenSection {

  private TokenSection() {}

  /**
   * The key {@code second} is the token's, and signs what a profile leaves open.
   *
   * @param module the library of the token
   * @param variables what the library finds in its environment
   * @param libraries where the packed backends are
   */
  static String in(
      String development,
      SoftHsm token,
      String key,
      Path module,
      Map<String, String> variables,
      Path libraries) {
    StringJoiner environment = new StringJoiner(", ", "[", "]");
    environment.add("\"SOFTHSM2_CONF=" + token.conf() + "\"");
    variables.forEach((name, value) -> environment.add("\"" + name + "=" + value + "\""));
    String backends =
        """
        keys:
          libraries: "LIBRARIES"
          selfTestEvery: 10s
          backends:
            export: {type: keystore, file: export.p12, password: file:keystore.password}
            dev:
              type: keystore
              file: keystore.p12
              password: file:keystore.password
            hsm:
              type: pkcs11
              module: "MODULE"
              token: "TOKEN"
              pin: file:pin
              sessions: 1
              environment: VARIABLES

        """
            .replace("LIBRARIES", libraries.toString())
            .replace("MODULE", module.toString())
            .replace("TOKEN", token.token())
            .replace("VARIABLES", environment.toString());
    int start = development.indexOf("\nkeys:\n") + 1;
    int end = development.indexOf("\nseal:\n") + 1;
    return development
            .substring(0, start)
            .replace("second:demo-second", "hsm:pkcs11:object=" + key)
            .replace("default: {keys: [sbom]}", "default: {keys: [second]}")
            .replace("bom\": {release: required}", "bom\": {release: not-required}")
        + backends
        + development.substring(end);
  }
}
