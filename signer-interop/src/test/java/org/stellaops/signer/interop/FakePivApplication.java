package org.stellaops.signer.interop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fake of the PIV card application (NIST SP 800-73-4, part 2): short APDUs, command chaining, GET
 * RESPONSE, and the card commands that a signature needs. A key of slot 9C takes the PIN in the
 * command before it alone ("PIN always"), one of 9A takes it once, one of 9E does without.
 */
final class FakePivApplication {

  private static final byte[] AID = BerTlv.hex("a000000308000010000100");
  private static final byte[] RID = BerTlv.hex("a000000308");
  private static final int PIN_LENGTH = 8;
  private static final int TRIES = 3;

  private static final int OK = 0x9000;
  private static final int WRONG_LENGTH = 0x6700;
  private static final int SECURITY_STATUS = 0x6982;
  private static final int BLOCKED = 0x6983;
  private static final int WRONG_DATA = 0x6a80;
  private static final int NOT_FOUND = 0x6a82;
  private static final int WRONG_PARAMETERS = 0x6a86;
  private static final int UNKNOWN_INSTRUCTION = 0x6d00;
  private static final int UNKNOWN_CLASS = 0x6e00;
  private static final int TRIES_LEFT = 0x63c0;

  /** Whoever has verified the PIN may read it: some libraries look there whether one has. */
  private static final String PRINTED_INFORMATION = "5fc109";

  private final Map<Integer, PivSlot> slots = new LinkedHashMap<>();
  private final Map<String, byte[]> objects = new LinkedHashMap<>();
  private final ByteArrayOutputStream chained = new ByteArrayOutputStream();
  private byte[] rest = new byte[0];
  private byte[] pin;
  private boolean selected;
  private boolean verified;
  private boolean verifiedJustNow;
  private int triesLeft = TRIES;
  private int pinsTaken;
  private int signatures;

  /**
   * @param guid 16 bytes, of which the card's serial number is made
   */
  FakePivApplication(String pin, byte[] guid) {
    this.pin = padded(pin);
    objects.put(
        "7e", BerTlv.of("7e", BerTlv.of("4f", AID), BerTlv.of("5f2f", new byte[] {0x40, 0})));
    objects.put("5fc107", BerTlv.of("53", BerTlv.of("f0", new byte[21]), BerTlv.of("fe")));
    objects.put(
        "5fc102",
        BerTlv.of(
            "53",
            // Of no federal agency: the certificates say what their keys may do.
            BerTlv.of("30", BerTlv.hex("d4e739da739ced39ce739d836858210842108421c84210c3eb")),
            BerTlv.of("34", guid),
            BerTlv.of("35", "20991231".getBytes(StandardCharsets.US_ASCII)),
            BerTlv.of("3e"),
            BerTlv.of("fe")));
    objects.put(PRINTED_INFORMATION, BerTlv.of("53", BerTlv.of("01", new byte[1])));
  }

  synchronized void put(PivSlot slot) {
    slots.put(slot.reference(), slot);
    objects.put(
        slot.container(),
        BerTlv.of(
            "53",
            BerTlv.of("70", slot.certificate()),
            BerTlv.of("71", new byte[1]),
            BerTlv.of("fe")));
  }

  private static byte[] padded(String pin) {
    byte[] padded = new byte[PIN_LENGTH];
    Arrays.fill(padded, (byte) 0xff);
    for (int i = 0; i < pin.length(); i++) {
      padded[i] = (byte) pin.charAt(i);
    }
    return padded;
  }

  /** As the holder does with the card's own tool; the PIN that was verified stays so. */
  synchronized void changePin(String changed) {
    pin = padded(changed);
  }

  /** As somebody does who has forgotten it. */
  synchronized void mistakePin() {
    triesLeft--;
    verified = false;
    verifiedJustNow = false;
  }

  /** Wrong PINs until the card refuses every PIN; three at most. */
  synchronized int triesLeft() {
    return triesLeft;
  }

  /** How often a PIN was given, right or wrong. */
  synchronized int pinsTaken() {
    return pinsTaken;
  }

  synchronized int signatures() {
    return signatures;
  }

  /** Without power: nothing is verified and nothing under way. */
  synchronized void reset() {
    selected = false;
    verified = false;
    verifiedJustNow = false;
    chained.reset();
    rest = new byte[0];
  }

  synchronized byte[] answer(byte[] apdu) {
    if (apdu.length < 4) {
      return status(WRONG_LENGTH);
    }
    int group = apdu[0] & 0xff;
    if ((group & ~0x10) != 0) {
      return status(UNKNOWN_CLASS);
    }
    int instruction = apdu[1] & 0xff;
    if (instruction == 0xc0) {
      return next(expected(apdu));
    }
    rest = new byte[0];
    int sent = apdu.length > 5 ? apdu[4] & 0xff : 0;
    if (apdu.length > 5 && (sent == 0 || apdu.length < 5 + sent || apdu.length > 6 + sent)) {
      return status(WRONG_LENGTH);
    }
    chained.write(apdu, Math.min(5, apdu.length), sent);
    if (group == 0x10) {
      return status(OK);
    }
    byte[] data = chained.toByteArray();
    chained.reset();
    boolean justNow = verifiedJustNow;
    verifiedJustNow = false;
    int parameters = (apdu[2] & 0xff) << 8 | apdu[3] & 0xff;
    return switch (instruction) {
      case 0xa4 -> select(data, expected(apdu));
      case 0x20 -> selected ? verify(parameters, data) : status(UNKNOWN_INSTRUCTION);
      case 0xcb -> selected ? data(parameters, data, expected(apdu)) : status(NOT_FOUND);
      case 0x87 ->
          selected
              ? authenticate(parameters, data, expected(apdu), justNow)
              : status(UNKNOWN_INSTRUCTION);
      default -> status(UNKNOWN_INSTRUCTION);
    };
  }

  /** What a short APDU has after its data: how many bytes its sender takes. */
  private static int expected(byte[] apdu) {
    boolean has = apdu.length == 5 || apdu.length > 5 && apdu.length == 6 + (apdu[4] & 0xff);
    int last = apdu[apdu.length - 1] & 0xff;
    return has && last != 0 ? last : 256;
  }

  private static byte[] status(int status) {
    return new byte[] {(byte) (status >>> 8), (byte) status};
  }

  private byte[] send(byte[] answer, int expected) {
    rest = answer;
    return next(expected);
  }

  private byte[] next(int expected) {
    int now = Math.min(expected, rest.length);
    byte[] part = Arrays.copyOf(rest, now);
    rest = Arrays.copyOfRange(rest, now, rest.length);
    int more = rest.length == 0 ? OK : 0x6100 | (rest.length > 255 ? 0 : rest.length);
    return BerTlv.concat(part, status(more));
  }

  private byte[] select(byte[] name, int expected) {
    boolean piv =
        name.length >= RID.length
            && name.length <= AID.length
            && Arrays.equals(name, Arrays.copyOf(AID, name.length));
    if (!piv) {
      return status(NOT_FOUND);
    }
    selected = true;
    byte[] template =
        BerTlv.of(
            "61",
            BerTlv.of("4f", Arrays.copyOfRange(AID, RID.length, AID.length)),
            BerTlv.of("79", BerTlv.of("4f", RID)));
    return send(template, expected);
  }

  private byte[] verify(int parameters, byte[] given) {
    if (parameters != 0x0080) {
      return status(WRONG_PARAMETERS);
    }
    if (given.length == 0) {
      return status(verified ? OK : triesLeft == 0 ? BLOCKED : TRIES_LEFT | triesLeft);
    }
    if (given.length != PIN_LENGTH) {
      return status(WRONG_DATA);
    }
    pinsTaken++;
    if (triesLeft == 0) {
      return status(BLOCKED);
    }
    verified = MessageDigest.isEqual(given, pin);
    verifiedJustNow = verified;
    triesLeft = verified ? TRIES : triesLeft - 1;
    return status(verified ? OK : TRIES_LEFT | triesLeft);
  }

  private byte[] data(int parameters, byte[] wanted, int expected) {
    byte @Nullable [] tag = parameters == 0x3fff ? field(wanted, 0x5c) : null;
    if (tag == null) {
      return status(WRONG_PARAMETERS);
    }
    String name = HexFormat.of().formatHex(tag);
    if (name.equals(PRINTED_INFORMATION) && !verified) {
      return status(SECURITY_STATUS);
    }
    byte @Nullable [] found = objects.get(name);
    return found == null ? status(NOT_FOUND) : send(found, expected);
  }

  private byte[] authenticate(int parameters, byte[] sent, int expected, boolean justNow) {
    @Nullable PivSlot slot = slots.get(parameters & 0xff);
    if (slot == null || slot.algorithm() != parameters >>> 8) {
      return status(WRONG_PARAMETERS);
    }
    boolean may =
        switch (slot.reference()) {
          case PivSlot.SIGNATURE -> verified && justNow;
          case PivSlot.CARD_AUTHENTICATION -> true;
          default -> verified;
        };
    if (!may) {
      return status(SECURITY_STATUS);
    }
    byte @Nullable [] template = field(sent, 0x7c);
    byte @Nullable [] challenge = template == null ? null : field(template, 0x81);
    if (challenge == null) {
      return status(WRONG_DATA);
    }
    try {
      byte[] made = slot.sign(challenge);
      signatures++;
      return send(BerTlv.of("7c", BerTlv.of("82", made)), expected);
    } catch (GeneralSecurityException e) {
      return status(WRONG_DATA);
    }
  }

  private static byte @Nullable [] field(byte[] row, int tag) {
    try {
      return BerTlv.parse(row).get(tag);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
