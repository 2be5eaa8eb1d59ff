# Sourced by the launchers, after find-java.sh.

# Java reads arguments, paths and the environment in the locale's charset, and replaces what that has no
# character for. So it gets a UTF-8 locale wherever the present one is not proven to be UTF-8; LC_ALL,
# since one category that does not exist spoils all the others.
stella_use_utf8() {
  if command -v locale >/dev/null 2>&1; then
    stella_is_utf8 && return 0
    for stella_locale in C.UTF-8 C.utf8 en_US.UTF-8 \
      $(locale -a 2>/dev/null | LC_ALL=C sed -n '/[Uu][Tt][Ff]-\{0,1\}8$/p'); do
      if (LC_ALL=$stella_locale && export LC_ALL && stella_is_utf8); then
        LC_ALL=$stella_locale
        export LC_ALL
        return 0
      fi
    done
    return 0
  fi
  for stella_locale in "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" C.UTF-8 C.utf8; do
    case $stella_locale in
      '' | */*) ;;
      *[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8)
        stella_folded=$(printf '%s\n' "$stella_locale" | sed 's/\.[Uu][Tt][Ff]-8$/.utf8/')
        if [ -d "/usr/lib/locale/$stella_locale" ] || [ -d "/usr/lib/locale/$stella_folded" ]; then
          LC_ALL=$stella_locale
          export LC_ALL
          return 0
        fi
        ;;
    esac
  done
  # Where locales are one archive or built in, as with musl; Java finds out if there is none, and says so.
  LC_ALL=C.UTF-8
  export LC_ALL
}

# With its errors: one category that does not exist, and Java has the locale C although the charset is said.
stella_is_utf8() {
  case $(locale charmap 2>&1) in
    [Uu][Tt][Ff]-8 | [Uu][Tt][Ff]8) return 0 ;;
    *) return 1 ;;
  esac
}

# Whether options from the environment may contradict those of a launcher: two collectors or two archives
# keep Java from starting. Properties and sizes contradict nothing; of other options, and of files of
# options, that is not known here.
stella_options_may_collide() {
  set -f
  stella_words_of_options || { set +f; return 0; }
  set +f
  return 1
}

stella_words_of_options() {
  for stella_word in ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-} ${STELLA_JAVA_OPTS:-}; do
    case $stella_word in
      -D* | -Xmx* | -Xms* | -Xss*) ;;
      *) return 1 ;;
    esac
  done
}

# Whether the environment may choose the collector of garbage: then a launcher must not, since Java takes
# one alone. What a file of options says is not known here.
stella_collector_may_be_chosen() {
  set -f
  for stella_word in ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-} ${STELLA_JAVA_OPTS:-}; do
    case $stella_word in
      -XX:*Use*GC* | -XX:Flags=* | -XX:VMOptionsFile=* | @*) set +f; return 0 ;;
    esac
  done
  set +f
  return 1
}

# Passes a signal on. A process in the background ignores INT, so it gets TERM, which means the same to it.
stella_pass_on() {
  stella_signal=$1
  stella_interrupted=1
  [ -n "$stella_process" ] || return 0
  case $1 in
    INT) kill -s TERM "$stella_process" 2>/dev/null ;;
    *) kill -s "$1" "$stella_process" 2>/dev/null ;;
  esac
}

# Runs Java with the arguments given and waits for it; sets stella_status to its exit code, which is
# 128 and more if a signal ended it. It is a child, since Java's own code for a failed start is 1, that of
# a crash 134, and only the launcher can say what they mean.
stella_run_java() {
  # The keys of a keystore are in Java's memory: it is written to no core file.
  ulimit -c 0 2>/dev/null || :
  stella_process=
  stella_signal=
  trap 'stella_pass_on HUP' HUP
  trap 'stella_pass_on INT' INT
  trap 'stella_pass_on QUIT' QUIT
  trap 'stella_pass_on TERM' TERM
  trap 'stella_pass_on USR1' USR1
  # A process in the background is given /dev/null as its input, by some shells before they look at <&0.
  if (exec 3<&0) 2>/dev/null; then exec 3<&0; else exec 3</dev/null; fi
  "$stella_java/bin/java" "-Dstella.launcher=$$" "$@" <&3 3<&- &
  stella_process=$!
  exec 3<&-
  # One that came before there was a process to tell.
  [ -z "$stella_signal" ] || stella_pass_on "$stella_signal"
  stella_status=0
  while :; do
    stella_interrupted=
    wait "$stella_process"
    stella_waited=$?
    # 127 after another answer: there is nothing left to wait for.
    [ "$stella_status" -ne 0 ] && [ "$stella_waited" -eq 127 ] || stella_status=$stella_waited
    [ -n "$stella_interrupted" ] || break
  done
  if [ "$stella_status" -eq 143 ] && [ "$stella_signal" = INT ]; then
    stella_status=130
  fi
}

# Ends with 3, and says what became of Java: NAME, exit code.
stella_not_run() {
  if [ "$2" -gt 128 ]; then
    echo "$1: Java was ended by signal $(($2 - 128)) before there was a result." >&2
  else
    echo "$1: Java did not start or did not come to a result (its exit code is $2)." >&2
  fi
  # By their names: a value may be a secret.
  stella_named=
  [ -z "${JAVA_TOOL_OPTIONS:-}" ] || stella_named="$stella_named JAVA_TOOL_OPTIONS"
  [ -z "${JDK_JAVA_OPTIONS:-}" ] || stella_named="$stella_named JDK_JAVA_OPTIONS"
  [ -z "${_JAVA_OPTIONS:-}" ] || stella_named="$stella_named _JAVA_OPTIONS"
  [ -z "${STELLA_JAVA_OPTS:-}" ] || stella_named="$stella_named STELLA_JAVA_OPTS"
  if [ -n "$stella_named" ]; then
    echo "$1: the environment gives it options; look at:$stella_named" >&2
  fi
  exit 3
}
