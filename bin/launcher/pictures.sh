# shellcheck shell=bash
# Pictures of the dashboards: a stack of its own as the bench has, with a real Prometheus, for about nine minutes.

pictures() {
  local output=$ROOT/docs/pictures arguments=()
  while [ $# -gt 0 ]; do
    case $1 in
      --redraw) arguments+=("$1") ;;
      --output)
        [ $# -gt 1 ] || die "--output takes a folder"
        shift
        output=$1
        ;;
      --output=*) output=${1#--output=} ;;
      *) complain "pictures takes --redraw and --output FOLDER: $1"; exit 2 ;;
    esac
    shift
  done
  command -v prometheus >/dev/null || die "pictures needs prometheus on the PATH; Debian has it in the package prometheus"
  case $output in
    /*) ;;
    *) output=$PWD/$output ;;
  esac
  find_jdk
  build_what_is_missing
  build_bench
  mkdir -p "$BENCH_OUTPUT"
  # shellcheck disable=SC2086
  in_its_group "$JDK/bin/java" $BENCH_FLAGS -cp "$(bench_class_path)" dev.penstock.bench.picture.Pictures \
    "--root=$ROOT" "--build=$BUILD" "--work=$BENCH_OUTPUT" "--output=$output" \
    "--edge-flags=$EDGE_FLAGS" "--writer-flags=$WRITER_FLAGS" ${arguments[@]+"${arguments[@]}"}
}
