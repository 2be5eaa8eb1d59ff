# Sourced by the launchers. stella_find_java TOOL sets stella_java to the home of a Java 25 or later
# that has bin/TOOL, or returns 1. The release file is read, since asking each java costs a start.

stella_java_fits() {
  [ -n "$1" ] && [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
  # By the shell itself: a tool would take longer than the rest of the search.
  while IFS= read -r stella_line || [ -n "$stella_line" ]; do
    case $stella_line in
      'JAVA_VERSION="'[0-9]*)
        stella_release=${stella_line#*'"'}
        stella_release=${stella_release%%[!0-9]*}
        [ "$stella_release" -ge 25 ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

stella_find_java() {
  stella_tool=$1
  for stella_java in "${STELLA_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if stella_java_fits "$stella_java" "$stella_tool"; then
      return 0
    fi
  done
  stella_on_path=$(command -v java 2>/dev/null) || stella_on_path=
  if [ -n "$stella_on_path" ]; then
    stella_on_path=$(readlink -f "$stella_on_path" 2>/dev/null) || stella_on_path=
    stella_on_path=${stella_on_path%/bin/java}
  fi
  for stella_java in "$stella_on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.m2/jdks/* "${HOME:-}"/.gradle/jdks/* \
    "${HOME:-}"/.asdf/installs/java/* "${HOME:-}"/.local/share/mise/installs/java/*; do
    if stella_java_fits "$stella_java" "$stella_tool"; then
      return 0
    fi
  done
  return 1
}
