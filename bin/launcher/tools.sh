# shellcheck shell=bash
# Finds the JDK, Maven and Node; what is missing is named with what to do about it.

JDK=

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25[".+-]' "$1/release"
}

# Sets JDK. JAVA_HOME goes first, so that a developer's choice wins.
find_jdk() {
  local candidate on_path
  for candidate in "${JAVA_HOME:-}" "${JAVA25_HOME:-}"; do
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
      JDK=$candidate
      return
    fi
  done
  on_path=$(command -v javac || true)
  # javac on the PATH is often a link to a link.
  while [ -n "$on_path" ] && [ -L "$on_path" ]; do
    on_path=$(cd "$(dirname "$on_path")" && cd "$(dirname "$(readlink "$on_path")")" && pwd -P)/$(basename "$(readlink "$on_path")")
  done
  for candidate in "${on_path%/bin/javac}" /usr/lib/jvm/* /opt/* /opt/java/* /usr/java/* /usr/local/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
      JDK=$candidate
      return
    fi
  done
  die "no JDK 25 found: install one (Eclipse Temurin 25, for example) or point JAVA_HOME or JAVA25_HOME at it." \
    "Looked at JAVA_HOME, JAVA25_HOME, the PATH, and in /usr/lib/jvm, /opt, /opt/java, /usr/java, /usr/local," \
    "$HOME/.sdkman, $HOME/.jdks, $HOME/.asdf, mise, Homebrew and /Library/Java/JavaVirtualMachines."
}

find_maven() {
  local version
  command -v mvn >/dev/null || die "Maven is missing: install Maven 3.8 or later and put mvn on the PATH."
  version=$(JAVA_HOME=$JDK mvn -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1) || version=
  case $version in
    '' | [0-2].* | 3.[0-7]) die "Maven 3.8 or later is needed, and mvn on the PATH is ${version:-not working}." ;;
  esac
}

find_node() {
  command -v node >/dev/null || die "Node.js is missing: install Node.js 20 or later; npm brings the ClickHouse engine."
  command -v npm >/dev/null || die "npm is missing: install it with Node.js; it brings the ClickHouse engine."
}

# Maven on the JDK found. The toolchain of the POM looks for it in JAVA25_HOME too, wherever it is installed.
maven() {
  # Flags of the caller, one word each.
  # shellcheck disable=SC2086
  (cd "$ROOT" && JAVA_HOME=$JDK JAVA25_HOME=$JDK mvn -B -ntp ${PENSTOCK_MAVEN_FLAGS:-} "$@")
}

# Maven on the Java it would take by itself, if that works. The formatter wraps some comments differently on another
# Java, so the check must run where the developer's own `mvn spotless:apply` runs. Compiler and tests use JDK 25 anyway.
developers_maven() {
  local java=${JAVA_HOME:-}
  if ! mvn -B -v >/dev/null 2>&1; then
    java=$JDK
  fi
  # shellcheck disable=SC2086
  (
    cd "$ROOT" || exit 1
    if [ -n "$java" ]; then
      export JAVA_HOME=$java
    fi
    JAVA25_HOME=$JDK mvn -B -ntp ${PENSTOCK_MAVEN_FLAGS:-} "$@"
  )
}
