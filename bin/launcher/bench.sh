# shellcheck shell=bash
# The bench: its own stack on free ports, apart from one that runs; it stops by itself and leaves its report only.

BENCH_FLAGS="-Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
BENCH_OUTPUT=$ROOT/build/bench

bench() {
  local jmh=false arguments=() heap=
  while [ $# -gt 0 ]; do
    case $1 in
      --jmh)
        jmh=true
        shift
        break
        ;;
      --quick | --short) arguments+=("$1") ;;
      --scenario)
        [ $# -gt 1 ] || die "--scenario takes names, separated by commas"
        shift
        arguments+=("--scenario=$1")
        ;;
      --scenario=*) arguments+=("$1") ;;
      --heap)
        [ $# -gt 1 ] || die "--heap takes a size for edge and writer, such as 256m"
        shift
        heap=" -Xmx$1"
        ;;
      *) complain "bench takes --quick, --short, --scenario NAME,..., --heap SIZE and --jmh: $1"; exit 2 ;;
    esac
    shift
  done
  find_jdk
  command -v taskset >/dev/null || die "the bench needs Linux and taskset (package util-linux): it gives the edge a core of its own"
  build_what_is_missing
  build_bench
  mkdir -p "$BENCH_OUTPUT"
  # shellcheck disable=SC2086
  if $jmh; then
    in_its_group "$JDK/bin/java" -cp "$(bench_class_path)" org.openjdk.jmh.Main -prof gc -f 1 -wi 3 -w 1 -i 5 -r 1 \
      -jvmArgs "$BENCH_FLAGS" -rf json -rff "$BENCH_OUTPUT/jmh.json" "$@"
  else
    in_its_group "$JDK/bin/java" $BENCH_FLAGS -cp "$(bench_class_path)" dev.penstock.bench.Bench \
      "--root=$ROOT" "--build=$BUILD" "--output=$BENCH_OUTPUT" \
      "--edge-flags=$EDGE_FLAGS$heap" "--writer-flags=$WRITER_FLAGS$heap" ${arguments[@]+"${arguments[@]}"}
  fi
}

bench_class_path() {
  printf '%s:%s' "$ROOT/bench/target/classes" "$(cat "$ROOT/bench/target/classpath")"
}

build_bench() {
  local log=$LOG_DIR/bench-build.log begin stamp=$ROOT/bench/target/built
  if [ -f "$stamp" ] && [ ! "$BUILD/built" -nt "$stamp" ] && [ -z "$(find "$ROOT/bench/src/main" "$ROOT/bench/pom.xml" -newer "$stamp" -print 2>/dev/null | head -n 1)" ]; then
    return
  fi
  find_maven
  begin=$(now_ms)
  mkdir -p "$LOG_DIR"
  maven -pl bench -am package -Dmaven.test.skip=true >"$log" 2>&1 || build_failed "$log" "building the bench"
  : >"$stamp"
  step "built the bench" "$begin"
}

# Whatever ends it, Ctrl-C or a kill, ends all it has started.
in_its_group() {
  local pid result=0
  set -m
  (cd "$ROOT" && exec "$@") </dev/null &
  pid=$!
  set +m
  # shellcheck disable=SC2064
  trap "kill -TERM -- -$pid 2>/dev/null || true; sleep 1; kill -KILL -- -$pid 2>/dev/null || true; rm -rf '$BENCH_OUTPUT'/run-*; exit 130" INT TERM HUP
  wait "$pid" || result=$?
  kill -KILL -- "-$pid" 2>/dev/null || true
  trap - INT TERM HUP
  # What a run that was killed could not remove itself.
  rm -rf "$BENCH_OUTPUT"/run-*
  return "$result"
}
