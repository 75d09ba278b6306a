# shellcheck shell=bash
# Builds what `up` runs. The result lies in build/run/<number>, apart from every target/ folder: a developer's own Maven
# runs cannot pull the classes from under a running stack, and a new build cannot either.

APPLICATIONS=(ingest-edge batch-writer ingestctl)
BUILDS=$ROOT/build/run
# The build that commands of this run use; set by use_build, read in stack.sh.
# shellcheck disable=SC2034
BUILD=

# Sources that make a build old. Folders count too: a file that was removed changes its folder.
newer_source() {
  local stamp=$1 path
  set --
  for path in "$ROOT"/pom.xml "$ROOT"/*/pom.xml "$ROOT"/*/src/main "$ROOT"/local-stack/package-lock.json; do
    case $path in
      # No part of what `up` runs; bench.sh builds it.
      "$ROOT"/bench/*) ;;
      *) [ ! -e "$path" ] || set -- "$@" "$path" ;;
    esac
  done
  find "$@" -newer "$stamp" -print 2>/dev/null | head -n 1
}

current_build() {
  local number
  number=$(cat "$BUILDS/current" 2>/dev/null) || return 1
  [ -f "$BUILDS/$number/built" ] || return 1
  printf '%s' "$BUILDS/$number"
}

build_is_current() {
  local build
  build=$(current_build) || return 1
  [ "$(cat "$build/jdk")" = "$JDK" ] && [ -z "$(newer_source "$build/built")" ] && engine_is_installed
}

engine_is_installed() {
  local stamp=$ROOT/local-stack/node_modules/.installed
  [ -e "$stamp" ] && [ ! "$ROOT/local-stack/package-lock.json" -nt "$stamp" ] && [ ! "$ROOT/local-stack/package.json" -nt "$stamp" ]
}

# For commands that need programs but must not build by the way.
use_build() {
  # shellcheck disable=SC2034
  BUILD=$(current_build) || die "nothing is built yet: run ./penstock up, or ./penstock build"
}

build_what_is_missing() {
  if build_is_current; then
    use_build
    return
  fi
  find_maven
  find_node
  mkdir -p "$LOG_DIR" "$BUILDS"
  local log=$LOG_DIR/build.log
  : >"$log"
  note "building; $log tells the details"
  note "this usually takes two to three minutes on two cores; the first time there are downloads too"
  # Before anything is compiled: a source that changes during the build is newer than this.
  local new
  new=$BUILDS/$(next_build)
  rm -rf "$new"
  mkdir -p "$new"
  : >"$new/built.new"

  download "$log"
  compile "$log"
  assemble "$new" "$log"
  printf '%s' "$JDK" >"$new/jdk"
  mv "$new/built.new" "$new/built"
  printf '%s' "$(basename "$new")" >"$BUILDS/current.new"
  mv "$BUILDS/current.new" "$BUILDS/current"
  remove_old_builds
  use_build
}

next_build() {
  local last
  last=$(cat "$BUILDS/current" 2>/dev/null || printf 0)
  printf '%s' "$((last + 1))"
}

# The one before stays: a stack that was started from it may still load classes.
remove_old_builds() {
  local current folder
  current=$(cat "$BUILDS/current")
  for folder in "$BUILDS"/*/; do
    folder=$(basename "$folder")
    case $folder in
      *[!0-9]*) ;;
      *) [ "$folder" -ge "$((current - 1))" ] || rm -rf "${BUILDS:?}/$folder" ;;
    esac
  done
}

modules() {
  printf '%s,' "${APPLICATIONS[@]}"
  printf 'local-stack'
}

# Compiles without the tests; `-o` unless the arguments say otherwise.
package() {
  maven -T 1C -pl "$(modules)" -am package -Dmaven.test.skip=true "$@"
}

# Fetches what is not on this machine yet, so that the build below needs no network and its time is its own.
download() {
  local log=$1 begin
  begin=$(now_ms)
  if ! engine_is_installed; then
    phase "$log" npm
    "$ROOT/local-stack/bin/install-engine" >>"$log" 2>&1 || build_failed "$log" "installing the ClickHouse engine with npm"
    step "downloaded the ClickHouse engine (npm)" "$begin"
  fi
}

compile() {
  local log=$1 begin offline
  begin=$(now_ms)
  phase "$log" "build without a network"
  if package -o >"$log.offline" 2>&1; then
    cat "$log.offline" >>"$log"
    rm -f "$log.offline"
    step "built" "$begin"
    return
  fi
  offline=$(cat "$log.offline")
  rm -f "$log.offline"
  printf '%s\n' "$offline" >>"$log"
  case $offline in
    *"offline mode"* | *"in offline"* | *"has not been downloaded from it before"*) ;;
    *) build_failed "$log" "the build" ;;
  esac

  begin=$(now_ms)
  phase "$log" download
  resolve >>"$log" 2>&1 || note "(not all could be downloaded ahead; the build fetches the rest itself)"
  step "downloaded libraries and plugins (Maven)" "$begin"
  begin=$(now_ms)
  phase "$log" build
  if package -o >>"$log" 2>&1; then
    step "built" "$begin"
    return
  fi
  begin=$(now_ms)
  phase "$log" "build with a network"
  package >>"$log" 2>&1 || build_failed "$log" "the build"
  step "built (with the downloads that were left)" "$begin"
}

# Lets Maven run the same build over the same POMs with almost no sources: it fetches every plugin, library, annotation
# processor and compiler that the real one needs. (dependency:go-offline knows neither annotation processors nor protoc.)
resolve() {
  local copy=$ROOT/build/resolve pom module
  rm -rf "$copy"
  mkdir -p "$copy"
  cp "$ROOT/pom.xml" "$copy/"
  for pom in "$ROOT"/*/pom.xml; do
    module=$(basename "$(dirname "$pom")")
    mkdir -p "$copy/$module/src/main/java/resolve"
    cp "$pom" "$copy/$module/"
    # One class with a main method, for the plugins that look for one.
    printf 'package resolve;\n\nfinal class Resolve {\n    private Resolve() {}\n\n    public static void main(String[] arguments) {}\n}\n' \
      >"$copy/$module/src/main/java/resolve/Resolve.java"
  done
  for module in "$ROOT"/*/src/main/protobuf; do
    [ -d "$module" ] || continue
    mkdir -p "$copy/${module#"$ROOT"/}"
    cp -R "$module/." "$copy/${module#"$ROOT"/}/"
  done
  mkdir -p "$copy/local-stack/bin"
  printf '#!/bin/sh\n' >"$copy/local-stack/bin/install-engine"
  chmod +x "$copy/local-stack/bin/install-engine"
  local result=0
  maven -f "$copy/pom.xml" -fae -pl "$(modules)" -am package -Dmaven.test.skip=true || result=$?
  rm -rf "$copy"
  return "$result"
}

build_failed() {
  local log=$1 what=$2
  complain "$what failed; the last errors of $log:"
  # From the last phase on, without Maven's own advice, which says nothing about the cause.
  awk '/^--- / { n = 0 } { line[n++] = $0 } END { for (i = 0; i < n; i++) print line[i] }' "$log" \
    | { grep -E '^\[ERROR\]|^npm (ERR|error)|rror:' || tail -n 20 "$log"; } \
    | grep -vE 'Re-run Maven|\[Help 1\]|full stack trace|more information about|^\[ERROR\] *$' | tail -n 25 >&2
  exit 1
}

phase() {
  printf -- '--- %s\n' "$2" >>"$1"
}

# What each image is made of (SBOM). Apart from the build that `up` needs, because Maven's plugin asks for a Maven that may
# use a network.
build_bills_of_materials() {
  local application begin old=false log=$LOG_DIR/build.log
  for application in "${APPLICATIONS[@]}"; do
    [ "$ROOT/$application/target/sbom/application.cdx.json" -nt "$BUILD/built" ] || old=true
  done
  $old || return 0
  begin=$(now_ms)
  find_maven
  mkdir -p "$LOG_DIR"
  phase "$log" "bills of materials"
  package >>"$log" 2>&1 || build_failed "$log" "making the bills of materials"
  step "listed what the images are made of" "$begin"
}

# Puts together what will run, so that nothing is read from target/ afterwards: for each program its own jar, its
# libraries, and a class path in the order that the build decided. Plain jars start sooner than jars in a jar.
assemble() {
  local new=$1 log=$2 application
  local begin
  begin=$(now_ms)
  phase "$log" unpack
  for application in "${APPLICATIONS[@]}"; do
    unpack_application "$application" "$new/$application" >>"$log" 2>&1 || build_failed "$log" "unpacking $application"
  done
  mkdir -p "$new/local-stack"
  cp "$(only_file "$ROOT/local-stack/target/local-stack-"*.jar)" "$new/local-stack/program.jar"
  printf '%s:%s' "$new/local-stack/program.jar" "$(cat "$ROOT/local-stack/target/classpath")" >"$new/local-stack/classpath"
  step "put together" "$begin"
  begin=$(now_ms)
  phase "$log" "start-up caches"
  train "$new/ingest-edge" "$EDGE_FLAGS" "$log"
  train "$new/batch-writer" "$WRITER_FLAGS" "$log"
  step "start-up caches" "$begin"
}

# Starts a Spring application up to the point where it would connect to anything, and keeps what the JVM has learned
# about its classes: the next start takes half the time. The class path and the flags are those of that start, else the
# JVM ignores it. Without a cache everything works as well, only later, so none is better than half a one: it gets its
# name when the JVM has written it, ended well, and accepted it.
train() {
  local application=$1 flags=$2 log=$3 seconds=180 begin result=0
  local recorded=$application/cache.record new=$application/cache.new
  begin=$(now_ms)
  # shellcheck disable=SC2086
  {
    set -- $flags -cp "$(cat "$application/classpath")"
    bounded "$begin" "$seconds" "$log" -XX:AOTMode=record "-XX:AOTConfiguration=$recorded" -Dspring.context.exit=onRefresh "$@" \
      "$(cat "$application/main")" --server.port=0 --management.server.port=0 --spring.kafka.bootstrap-servers=127.0.0.1:1 \
      && bounded "$begin" "$seconds" "$log" -XX:AOTMode=create "-XX:AOTConfiguration=$recorded" "-XX:AOTCache=$new" "$@" \
      && bounded "$begin" "$seconds" "$log" -XX:AOTMode=on "-XX:AOTCache=$new" "$@" -version \
      && mv "$new" "$application/cache.aot" || result=$?
  }
  rm -f "$recorded" "$new"
  case $result in
    0) ;;
    124) note "(no start-up cache for $(basename "$application"): not made within $seconds s; it starts without one, more slowly)" ;;
    *) note "(no start-up cache for $(basename "$application"), $log tells why; it starts without one, more slowly)" ;;
  esac
}

# bounded SINCE SECONDS LOG ARGUMENT...: java, and whatever processes it starts, until that many seconds after SINCE;
# 124 when they had to be killed. Ctrl-C ends them as well.
bounded() {
  local since=$1 seconds=$2 log=$3 pid result=0
  shift 3
  set -m
  (cd "$ROOT" && exec "$JDK/bin/java" "$@") </dev/null >>"$log" 2>&1 &
  pid=$!
  set +m
  # shellcheck disable=SC2064
  trap "kill -KILL -- -$pid 2>/dev/null; exit 130" INT TERM
  while [ -n "$(start_time "$pid")" ]; do
    if [ $(($(now_ms) - since)) -gt $((seconds * 1000)) ]; then
      result=124
      break
    fi
    sleep 0.1
  done
  if [ "$result" -ne 0 ]; then
    kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  { wait "$pid"; } 2>>"$log" || [ "$result" -ne 0 ] || result=1
  trap - INT TERM
  return "$result"
}

# From the application's own Boot jar, or, where there is none, from the class path that its build wrote down.
unpack_application() {
  local application=$1 to=$2 plain library
  plain=$(only_file "$ROOT/$application/target/$application-"*[0-9T].jar) || return 1
  mkdir -p "$to/lib" || return 1
  cp "$plain" "$to/program.jar" || return 1
  if [ -f "${plain%.jar}-app.jar" ]; then
    (cd "$to" && "$JDK/bin/jar" --extract --file "${plain%.jar}-app.jar" META-INF/MANIFEST.MF BOOT-INF/lib BOOT-INF/classpath.idx) || return 1
    sed -n 's/^Start-Class: *\([^[:space:]]*\).*/\1/p' "$to/META-INF/MANIFEST.MF" >"$to/main"
    sed -n "s|^- \"\\(.*\\)\"\$|$to/\\1|p" "$to/BOOT-INF/classpath.idx" >"$to/libraries"
  else
    printf 'dev.penstock.ctl.Ingestctl\n' >"$to/main"
    tr ':' '\n' <"$ROOT/$application/target/classpath" | while read -r library || [ -n "$library" ]; do
      case $library in
        "$ROOT"/*)
          # A module of ours, which the next build replaces.
          cp "$library" "$to/lib/" || return 1
          library=$to/lib/$(basename "$library")
          ;;
      esac
      printf '%s\n' "$library"
    done >"$to/libraries"
  fi
  [ -s "$to/main" ] && [ -s "$to/libraries" ] || return 1
  printf '%s:%s' "$to/program.jar" "$(paste -s -d : "$to/libraries")" >"$to/classpath"
}

# The one file a pattern stands for, leaving aside the jars that are none of the program.
only_file() {
  local file found=
  for file in "$@"; do
    case $file in
      *-sources.jar | *-javadoc.jar | *-tests.jar | *.original) continue ;;
    esac
    [ -f "$file" ] || continue
    [ -z "$found" ] || die "there are two: $found and $file; remove the one of another version"
    found=$file
  done
  [ -n "$found" ] || die "the build made no $1"
  printf '%s' "$found"
}
