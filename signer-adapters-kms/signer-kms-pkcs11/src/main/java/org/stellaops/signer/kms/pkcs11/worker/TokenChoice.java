package org.stellaops.signer.kms.pkcs11.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/** Which of a module's tokens is meant, by the attributes of RFC 7512. */
final class TokenChoice {

  private final Map<String, String> wanted;

  private TokenChoice(Map<String, String> wanted) {
    this.wanted = wanted;
  }

  /**
   * @throws CryptokiException it is no such text
   */
  static TokenChoice parse(String text) throws CryptokiException {
    try {
      return new TokenChoice(
          Rfc7512.parse(text, List.of("token", "serial", "manufacturer", "model", "slot-id")));
    } catch (IllegalArgumentException e) {
      throw new CryptokiException(Trouble.REFUSED, "token: " + e.getMessage());
    }
  }

  /** The one slot whose token fits. A slot with a token that is out of order is left out. */
  long slot(Cryptoki module) throws CryptokiException {
    List<Long> fitting = new ArrayList<>();
    String silent = "";
    List<String> labels = new ArrayList<>();
    for (long slot : module.slots()) {
      try {
        labels.add(module.tokenInfo(slot, "label"));
        if (fits(module, slot)) {
          fitting.add(slot);
        }
      } catch (CryptokiException e) {
        silent = "; slot " + slot + ": " + e.getMessage();
      }
    }
    if (fitting.size() != 1) {
      throw new CryptokiException(
          Trouble.LOST,
          fitting.isEmpty()
              ? "there is no such token as "
                  + wanted
                  + "; the module shows "
                  + (labels.isEmpty() ? "none" : labels)
                  + silent
                  + ". It gets no variables of the environment but those of the setting environment"
                  + " (--environment NAME=VALUE), such as SOFTHSM2_CONF"
              : "several tokens fit what is configured");
    }
    return fitting.get(0);
  }

  private boolean fits(Cryptoki module, long slot) throws CryptokiException {
    for (Map.Entry<String, String> each : wanted.entrySet()) {
      String found =
          switch (each.getKey()) {
            case "token" -> module.tokenInfo(slot, "label");
            case "serial" -> module.tokenInfo(slot, "serialNumber");
            case "manufacturer" -> module.tokenInfo(slot, "manufacturerID");
            case "model" -> module.tokenInfo(slot, "model");
            default -> Long.toString(slot);
          };
      if (!found.equals(each.getValue())) {
        return false;
      }
    }
    return true;
  }
}
