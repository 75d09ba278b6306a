# shellcheck shell=bash
# What CI runs.

run_tests() {
  local full=false verdict=0
  while [ $# -gt 0 ]; do
    case $1 in
      --full) full=true ;;
      *) complain "test takes --full only: $1"; exit 2 ;;
    esac
    shift
  done
  find_jdk
  find_maven
  find_node
  # Reports of an earlier run must not be counted.
  rm -rf "$ROOT"/*/target/failsafe-reports "$ROOT"/*/target/surefire-reports
  local flags=(--fail-at-end)
  if $full; then
    mkdir -p "$ROOT/build/acceptance"
    flags+=(-Dpenstock.full=true)
  else
    # Most of the time is waiting for servers. The measurements come last, alone: their module needs all others.
    flags+=(-T 2)
    # A test of waiting that a stalled machine failed is tried once more, and named. See name_second_tries.
    flags+=(-Dfailsafe.rerunFailingTestsCount=1)
  fi
  check_scripts || verdict=1
  "$ROOT/local-stack/bin/install-engine" || verdict=1
  developers_maven "${flags[@]}" verify spotless:check || verdict=1
  check_images || verdict=1
  # Alone, behind everything else. Where tests failed it would only tell of what is broken.
  if [ "$verdict" -eq 0 ]; then
    "$ROOT/penstock" bench --short || verdict=1
  fi
  count_tests || verdict=1
  exit "$verdict"
}

check_scripts() {
  local script result=0
  for script in "$ROOT/penstock" "$ROOT"/bin/launcher/*.sh "$ROOT"/*/bin/*; do
    [ -f "$script" ] || continue
    bash -n "$script" || result=1
  done
  # Not everybody has it; CI does.
  if command -v shellcheck >/dev/null; then
    (cd "$ROOT" && shellcheck -x penstock bin/launcher/*.sh) || result=1
  fi
  return "$result"
}

# Everything a Dockerfile copies from the checkout is there after the build.
check_images() {
  local file path result=0
  for file in "$ROOT"/*/Dockerfile; do
    while read -r path; do
      # A pattern must stand for one file.
      # shellcheck disable=SC2086
      set -- "$ROOT"/$path
      if [ $# -ne 1 ] || [ ! -e "$1" ]; then
        complain "${file#"$ROOT"/} copies $path, which is not there"
        result=1
      fi
    done < <(sed -n 's/^COPY \([^- ][^ ]*\) .*/\1/p' "$file")
  done
  return "$result"
}

# One line: what ran. A skipped integration test is a failure, and so is a run without any.
count_tests() {
  local units integration skipped failed
  units=$(sum_reports surefire-reports tests)
  integration=$(sum_reports failsafe-reports tests)
  skipped=$(($(sum_reports surefire-reports skipped) + $(sum_reports failsafe-reports skipped)))
  failed=$(($(sum_reports surefire-reports failures) + $(sum_reports surefire-reports errors)
    + $(sum_reports failsafe-reports failures) + $(sum_reports failsafe-reports errors)))
  printf 'Executed %d integration tests and %d unit tests; failed %d, skipped %d.\n' "$integration" "$units" "$failed" "$skipped"
  if [ "$skipped" -ne 0 ]; then
    complain "no test may be skipped"
    return 1
  fi
  if [ "$integration" -eq 0 ]; then
    complain "no integration test was executed"
    return 1
  fi
  name_failures
  name_second_tries || return 1
  [ "$failed" -eq 0 ]
}

# Who passed at the second try only, and what the first one said: something to look into, and no more than that unless
# the class is tagged "completeness". One event lost or stored twice in two tries is one too many.
name_second_tries() {
  local report class line result=0
  for report in "$ROOT"/*/target/failsafe-reports/TEST-*.xml; do
    grep -qs "<flaky" "$report" || continue
    class=$(basename "$report" .xml)
    class=${class#TEST-}
    while read -r line; do
      complain "passed at the second try only: $line"
    done < <(awk -v RS='<' '
      /^testcase / { match($0, / name="[^"]*"/); test = substr($0, RSTART + 7, RLENGTH - 8) }
      /^flaky(Failure|Error) / {
        said = match($0, / message="[^"]*"/) ? substr($0, RSTART + 10, RLENGTH - 11) : "nothing"
        gsub(/(&#10;|[[:space:]])+/, " ", said)
        print class "." test ": " substr(said, 1, 300)
      }' class="$class" "$report")
    if grep -q '^@Tag("completeness")' "$ROOT"/*/src/test/java/"${class//.//}".java; then
      complain "$class proves that nothing is lost: it must pass at the first try"
      result=1
    fi
  done
  return "$result"
}

# The tests that failed and what they said first: of a long log people often have the end only.
name_failures() {
  local report
  for report in "$ROOT"/*/target/surefire-reports/*.txt "$ROOT"/*/target/failsafe-reports/*.txt; do
    [ -f "$report" ] || continue
    grep -A 4 -E '<<< (FAILURE|ERROR)!$' "$report" | grep -v -e '^--$' -e '^Tests run:' -e '^$' | cut -c 1-300 | head -n 40 || true
  done
}

# Adds up one attribute of the <testsuite> elements of all modules.
sum_reports() {
  local folder=$1 attribute=$2
  cat "$ROOT"/*/target/"$folder"/TEST-*.xml 2>/dev/null \
    | tr '\n<' ' \n' \
    | sed -n "s/^testsuite [^>]* $attribute=\"\([0-9]*\)\".*/\1/p" \
    | { local sum=0 number; while read -r number; do sum=$((sum + number)); done; printf '%d' "$sum"; }
}
