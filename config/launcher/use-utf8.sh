# Sourced by the launchers. Java reads arguments, file names and the environment in the charset of the locale. Where that is not
# UTF-8 (no locale, C, POSIX, one that is not installed), stella_use_utf8 exports one that is, as far as the machine has one.

stella_use_utf8() {
  if ! command -v locale >/dev/null 2>&1; then
    # Nothing can be asked. glibc 2.35 and later have C.UTF-8 built in; musl and macOS read UTF-8 in any locale.
    LC_ALL=C.UTF-8
    export LC_ALL
    return
  fi
  if [ "$(locale charmap 2>/dev/null)" = UTF-8 ]; then
    return
  fi
  for stella_locale in C.UTF-8 C.utf8 en_US.UTF-8 en_US.utf8; do
    if [ "$(LC_ALL=$stella_locale locale charmap 2>/dev/null)" = UTF-8 ]; then
      LC_ALL=$stella_locale
      export LC_ALL
      return
    fi
  done
}
