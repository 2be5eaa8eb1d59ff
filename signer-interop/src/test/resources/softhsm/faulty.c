/*
 * SoftHSM2 with faults: a PKCS#11 module in front of the module that $FAULTY_MODULE names. A file in the directory $FAULTY_DIRECTORY
 * arranges the fault of its name; each login leaves a line in the file "logins" there, and each one for a signature in "logins-to-sign".
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong_t;
typedef struct {
  unsigned char version[2];
  void *function[68];
} functions_t;

typedef struct {
  ulong_t type;
  void *value;
  ulong_t size;
} attribute_t;

enum { GET_TOKEN_INFO = 6, LOGIN = 18, GET_ATTRIBUTE_VALUE = 24, SIGN_INIT = 42, SIGN = 43 };

static functions_t *real;
static functions_t faulty;

/* With the fault "forgets" a login for a signature holds for the next call alone, as on a card. */
static volatile ulong_t last_caller;
static volatile int logged_in_to_sign[256];

static int is(const char *fault, int once) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", getenv("FAULTY_DIRECTORY"), fault);
  return once ? unlink(path) == 0 : access(path, F_OK) == 0;
}

static ulong_t get_token_info(ulong_t slot, unsigned char *info) {
  ulong_t result = ((ulong_t(*)(ulong_t, unsigned char *))real->function[GET_TOKEN_INFO])(slot, info);
  if (is("last-try", 0)) {
    ulong_t flags;
    memcpy(&flags, info + 96, sizeof flags);
    flags |= 0x20000; /* CKF_USER_PIN_FINAL_TRY */
    memcpy(info + 96, &flags, sizeof flags);
  }
  return result;
}

static ulong_t login(ulong_t session, ulong_t user, unsigned char *pin, ulong_t length) {
  char path[4096];
  int signs = user == 2; /* CKU_CONTEXT_SPECIFIC */
  snprintf(path, sizeof path, "%s/logins%s", getenv("FAULTY_DIRECTORY"), signs ? "-to-sign" : "");
  int log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (write(log, "login\n", 6) != 6) abort();
  close(log);
  while (is("login-hangs", 0)) usleep(100000);
  if (signs && is("pin-refused-to-sign", 0)) return 0xA0; /* CKR_PIN_INCORRECT */
  if (signs && is("vendor-error-to-log-in-to-sign", 0)) return 0x80000123UL;
  if (signs && is("vendor-error-to-log-in-to-sign-once", 1)) return 0x80000123UL;
  ulong_t result = ((ulong_t(*)(ulong_t, ulong_t, unsigned char *, ulong_t))real->function[LOGIN])(session, user, pin, length);
  if (signs && is("forgets", 0)) {
    last_caller = session;
    logged_in_to_sign[session % 256] = 1;
    usleep(20000);
  }
  return result;
}

static ulong_t get_attribute_value(ulong_t session, ulong_t object, attribute_t *attributes, ulong_t count) {
  if (is("attribute-session-lost", 1)) return 0xB3; /* CKR_SESSION_HANDLE_INVALID */
  ulong_t result = ((ulong_t(*)(ulong_t, ulong_t, attribute_t *, ulong_t))real->function[GET_ATTRIBUTE_VALUE])(
      session, object, attributes, count);
  for (ulong_t i = 0; i < count; i++) {
    unsigned char *value = attributes[i].value;
    if (value != NULL && attributes[i].type == 0x108 && is("may-not-sign", 0)) *value = 0; /* CKA_SIGN */
  }
  return result;
}

static ulong_t sign_init(ulong_t session, void *mechanism, ulong_t key) {
  last_caller = session;
  if (is("prints", 0)) {
    printf("a line for the operator\n");
    fflush(stdout);
  }
  if (is("asks", 0)) {
    char c;
    if (read(0, &c, 1) == 1) abort();
  }
  if (is("session-lost", 1)) return 0xB3;     /* CKR_SESSION_HANDLE_INVALID */
  if (is("other-handle", 1)) return 0x60;     /* CKR_KEY_HANDLE_INVALID */
  if (is("vendor-error", 0)) return 0x80000123UL;
  ulong_t (*init)(ulong_t, void *, ulong_t) = (ulong_t(*)(ulong_t, void *, ulong_t))real->function[SIGN_INIT];
  if (is("leaves-operation", 1)) init(session, mechanism, key); /* the second call says CKR_OPERATION_ACTIVE */
  ulong_t result = init(session, mechanism, key);
  if (result == 0x90) { /* CKR_OPERATION_ACTIVE */
    char path[4096];
    snprintf(path, sizeof path, "%s/found-active", getenv("FAULTY_DIRECTORY"));
    close(open(path, O_WRONLY | O_CREAT, 0600));
  }
  return result;
}

static ulong_t sign(ulong_t session, void *data, ulong_t size, void *signature, ulong_t *room) {
  int forgotten = logged_in_to_sign[session % 256] && last_caller != session;
  logged_in_to_sign[session % 256] = 0;
  last_caller = session;
  if (forgotten) return 0x101; /* CKR_USER_NOT_LOGGED_IN */
  if (is("crash", 1)) *(volatile int *)0 = 1;
  while (is("hangs", 0)) usleep(100000);
  for (int tenths = 0; tenths < 30 && is("slow", 0); tenths++) usleep(100000);
  ulong_t result = ((ulong_t(*)(ulong_t, void *, ulong_t, void *, ulong_t *))real->function[SIGN])(
      session, data, size, signature, room);
  return signature != NULL && is("device-error", 1) ? 0x30 : result; /* CKR_DEVICE_ERROR */
}

ulong_t C_GetFunctionList(functions_t **list) {
  void *library = dlopen(getenv("FAULTY_MODULE"), RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return 5;
  ulong_t (*get)(functions_t **) = (ulong_t(*)(functions_t **))dlsym(library, "C_GetFunctionList");
  ulong_t result = get(&real);
  if (result != 0) return result;
  faulty = *real;
  faulty.function[GET_TOKEN_INFO] = (void *)get_token_info;
  faulty.function[LOGIN] = (void *)login;
  faulty.function[GET_ATTRIBUTE_VALUE] = (void *)get_attribute_value;
  faulty.function[SIGN_INIT] = (void *)sign_init;
  faulty.function[SIGN] = (void *)sign;
  *list = &faulty;
  return 0;
}
