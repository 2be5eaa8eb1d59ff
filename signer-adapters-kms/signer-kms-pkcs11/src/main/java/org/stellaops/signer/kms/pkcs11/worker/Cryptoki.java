package org.stellaops.signer.kms.pkcs11.worker;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a module, through the platform's own wrapper of them. That has no public name,
 * so it is reached by look-up; the process is started with the option that opens it. The provider
 * SunPKCS11 on top of it lists no key without a certificate, knows no EdDSA, and reports too little
 * of what went wrong.
 */
final class Cryptoki {

  private static final String WRAPPER = "sun.security.pkcs11.wrapper.";
  private static final long LOCKING_BY_THE_SYSTEM = 2;
  private static final long SERIAL_SESSION = 4;
  private static final long READING_AND_WRITING = 2;
  private static final long USER = 1;
  private static final long CONTEXT_SPECIFIC = 2;
  private static final long READING_AS_USER = 1;
  private static final long FINAL_TRY_OF_THE_PIN = 0x20000;

  private final Object module;

  private Cryptoki(Object module) {
    this.module = module;
  }

  /** An attribute of an object, as it is found or searched for. */
  record Attribute(long type, @Nullable Object value) {}

  /**
   * Loads a module and initialises it.
   *
   * @throws CryptokiException it cannot be loaded
   */
  static Cryptoki load(String file) throws CryptokiException {
    try {
      Object arguments = made("CK_C_INITIALIZE_ARGS", new Class<?>[0]);
      arguments.getClass().getField("flags").setLong(arguments, LOCKING_BY_THE_SYSTEM);
      Method open =
          type("PKCS11")
              .getMethod(
                  "getInstance",
                  String.class,
                  String.class,
                  type("CK_C_INITIALIZE_ARGS"),
                  boolean.class);
      return new Cryptoki(open.invoke(null, file, "C_GetFunctionList", arguments, false));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException) {
        throw new CryptokiException(
            Wire.Trouble.REFUSED,
            "the module cannot be loaded: "
                + once(file, String.valueOf(e.getCause().getMessage())));
      }
      throw failure("C_Initialize", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no PKCS#11", e);
    }
  }

  /**
   * Java says the file, and then the loader, whose words begin with the file and may end with it.
   */
  private static String once(String file, String why) {
    String twice = file + ": ";
    String cut = why.endsWith(file) ? why.substring(0, why.length() - file.length()) : why;
    int second = cut.lastIndexOf(twice);
    return second > 0 ? cut.substring(second) : cut;
  }

  long[] slots() throws CryptokiException {
    return (long[]) call("C_GetSlotList", types(boolean.class), true);
  }

  /**
   * The token's label, serial number, manufacturer or model, by the wrapper's name of the field.
   */
  String tokenInfo(long slot, String field) throws CryptokiException {
    return utf8((char[]) tokenField(slot, field)).replaceAll("[\\x00 ]+$", "");
  }

  /** Whether the token locks itself if it refuses the next PIN. */
  boolean hasOneTryLeft(long slot) throws CryptokiException {
    return ((long) tokenField(slot, "flags") & FINAL_TRY_OF_THE_PIN) != 0;
  }

  private Object tokenField(long slot, String field) throws CryptokiException {
    Object info = call("C_GetTokenInfo", types(long.class), slot);
    try {
      return info.getClass().getField(field).get(info);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
  }

  /** The wrapper makes a character of each byte, and a byte of each character. */
  private static String utf8(char[] bytes) {
    return new String(
        new String(bytes).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  long openSession(long slot) throws CryptokiException {
    return openSession(slot, SERIAL_SESSION);
  }

  /** One that may write to the token; logged in where the others are. */
  long openWritableSession(long slot) throws CryptokiException {
    return openSession(slot, SERIAL_SESSION | READING_AND_WRITING);
  }

  private long openSession(long slot, long flags) throws CryptokiException {
    return (long)
        call(
            "C_OpenSession",
            types(long.class, long.class, Object.class, type("CK_NOTIFY")),
            slot,
            flags,
            null,
            null);
  }

  void closeSession(long session) throws CryptokiException {
    call("C_CloseSession", types(long.class), session);
  }

  /** Whether the session is there and logged in. */
  boolean isLoggedIn(long session) throws CryptokiException {
    Object info = call("C_GetSessionInfo", types(long.class), session);
    try {
      return info.getClass().getField("state").getLong(info) == READING_AS_USER;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
  }

  /**
   * @param pin in UTF-8, as a token takes it; the wrapper would cut other characters to a byte
   */
  void logIn(long session, byte[] pin) throws CryptokiException {
    logIn(session, USER, pin);
  }

  private void logIn(long session, long user, byte[] pin) throws CryptokiException {
    char[] wide = new char[pin.length];
    for (int i = 0; i < pin.length; i++) {
      wide[i] = (char) (pin[i] & 0xff);
    }
    try {
      call("C_Login", types(long.class, long.class, char[].class), session, user, wide);
    } catch (CryptokiException e) {
      if (!e.says(CryptokiException.ALREADY_LOGGED_IN)) {
        throw e;
      }
    } finally {
      Arrays.fill(wide, '\0');
    }
  }

  /** At most {@code most} objects with these attributes. */
  long[] find(long session, int most, Attribute... wanted) throws CryptokiException {
    call("C_FindObjectsInit", types(long.class, arrayOfAttributes()), session, array(wanted));
    try {
      return (long[]) call("C_FindObjects", types(long.class, long.class), session, (long) most);
    } finally {
      call("C_FindObjectsFinal", types(long.class), session);
    }
  }

  /** One attribute of an object: bytes, a number or a truth; null where the object has none. */
  @Nullable Object attribute(long session, long object, long type) throws CryptokiException {
    Object asked = array(new Attribute(type, null));
    try {
      call(
          "C_GetAttributeValue",
          types(long.class, long.class, arrayOfAttributes()),
          session,
          object,
          asked);
      Object one = Array.get(asked, 0);
      return one.getClass().getField("pValue").get(one);
    } catch (CryptokiException e) {
      if (e.isLoss()) {
        throw e;
      }
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
  }

  /**
   * @param pin for a key that wants it for each signature, null for others
   */
  byte[] sign(long session, Wire.Mechanism mechanism, long key, byte @Nullable [] pin, byte[] input)
      throws CryptokiException {
    call(
        "C_SignInit",
        types(long.class, type("CK_MECHANISM"), long.class),
        session,
        mechanism(mechanism),
        key);
    if (pin != null) {
      try {
        logIn(session, CONTEXT_SPECIFIC, pin);
      } catch (CryptokiException e) {
        throw e.atTheLoginToSign();
      }
    }
    try {
      return (byte[]) call("C_Sign", types(long.class, byte[].class), session, input);
    } catch (CryptokiException e) {
      throw e.whileSigning();
    }
  }

  /** The numbers of a new public and a new private key. */
  long[] generateKeyPair(
      long session, long mechanism, List<Attribute> publicKey, List<Attribute> privateKey)
      throws CryptokiException {
    try {
      return (long[])
          call(
              "C_GenerateKeyPair",
              types(long.class, type("CK_MECHANISM"), arrayOfAttributes(), arrayOfAttributes()),
              session,
              made("CK_MECHANISM", types(long.class), mechanism),
              array(publicKey.toArray(Attribute[]::new)),
              array(privateKey.toArray(Attribute[]::new)));
    } catch (CryptokiException e) {
      throw e.whileSigning();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
  }

  void destroy(long session, long object) throws CryptokiException {
    call("C_DestroyObject", types(long.class, long.class), session, object);
  }

  private static Object mechanism(Wire.Mechanism wanted) {
    long number =
        switch (wanted) {
          case ECDSA -> 0x1041;
          case RSA_PKCS1 -> 0x1;
          case RSA_PSS_SHA256 -> 0xD;
          case EDDSA -> 0x1057;
        };
    try {
      Object mechanism = made("CK_MECHANISM", types(long.class), number);
      if (wanted == Wire.Mechanism.RSA_PSS_SHA256) {
        Object parameters =
            made(
                "CK_RSA_PKCS_PSS_PARAMS",
                types(String.class, String.class, String.class, int.class),
                "SHA-256",
                "MGF1",
                "SHA-256",
                32);
        mechanism
            .getClass()
            .getMethod("setParameter", parameters.getClass())
            .invoke(mechanism, parameters);
      }
      return mechanism;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
  }

  private static Object array(Attribute... attributes) {
    try {
      Object all = Array.newInstance(type("CK_ATTRIBUTE"), attributes.length);
      for (int i = 0; i < attributes.length; i++) {
        Attribute each = attributes[i];
        Array.set(
            all,
            i,
            each.value() == null
                ? made("CK_ATTRIBUTE", types(long.class), each.type())
                : made("CK_ATTRIBUTE", types(long.class, Object.class), each.type(), each.value()));
      }
      return all;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
  }

  private Object call(String function, Class<?>[] types, @Nullable Object... arguments)
      throws CryptokiException {
    try {
      return module.getClass().getMethod(function, types).invoke(module, arguments);
    } catch (InvocationTargetException e) {
      throw failure(function, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
  }

  private static CryptokiException failure(String function, InvocationTargetException thrown) {
    Throwable cause = thrown.getCause();
    try {
      if (cause != null && cause.getClass().getName().equals(WRAPPER + "PKCS11Exception")) {
        return CryptokiException.of(
            function, (long) cause.getClass().getMethod("getErrorCode").invoke(cause));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has another wrapper of PKCS#11", e);
    }
    return new CryptokiException(
        Wire.Trouble.LOST,
        function + " failed: " + (cause == null ? "" : cause.getClass().getName()));
  }

  private static Object made(String name, Class<?>[] types, Object... arguments)
      throws ReflectiveOperationException {
    return type(name).getConstructor(types).newInstance(arguments);
  }

  private static Class<?>[] types(Class<?>... types) {
    return types;
  }

  private static Class<?> arrayOfAttributes() {
    return type("CK_ATTRIBUTE").arrayType();
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(WRAPPER + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this Java has no PKCS#11 (module jdk.crypto.cryptoki)", e);
    }
  }
}
