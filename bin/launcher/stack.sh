# shellcheck shell=bash
# The commands: up, down, status, logs, demo, ctl.

# Development, not production: little memory, quick to start. Kafka and the tools never run long enough, or hot enough,
# for the second compiler.
KAFKA_FLAGS="-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
CLICKHOUSE_FLAGS="-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"
EDGE_FLAGS="-Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
WRITER_FLAGS="-Xmx768m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
TOOL_FLAGS="-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

DEV_ORGANIZATION=dev

# --- up

up() {
  local detach=false attached=true
  while [ $# -gt 0 ]; do
    case $1 in
      --detach | -d) detach=true ;;
      *) complain "up takes --detach only: $1"; exit 2 ;;
    esac
    shift
  done
  ! $detach || attached=false
  check_memory
  find_jdk
  take_lock
  if anything_runs; then
    attached=false
    [ -z "$OVERRULED" ] || die "the running stack was started with another value of$OVERRULED; ./penstock down first"
  fi
  if everything_runs; then
    use_stack_build
    note "already up"
    if ! ensure_key_exists || ! ensure_key_is_valid; then
      exit 1
    fi
    print_end
    return
  fi
  check_ports_are_free
  local first begin build=
  first=$(now_ms)
  # Whether something was built shows in the build's number.
  build=$(current_build) || build=
  build_what_is_missing
  trap 'interrupted' INT TERM
  begin=$(now_ms)
  keep_settings
  printf '%s' "$BUILD" >"$RUN_DIR/build"
  if ! start_everything; then
    if $attached; then
      stop_everything
    else
      complain "what has started keeps running; ./penstock down stops it"
    fi
    exit 1
  fi
  step "ready" "$begin"
  [ "$BUILD" = "$build" ] || step "all of it, with the build" "$first"
  print_end
  release_lock
  if $attached; then
    stay
  fi
}

interrupted() {
  trap - INT TERM
  echo
  stop_everything
  exit 130
}

# Until Ctrl-C, or until somebody else has stopped the stack.
stay() {
  note "Ctrl-C stops everything"
  while anything_runs; do
    # In the background, as a trap waits for the command in the foreground.
    sleep 1 &
    wait $! || true
  done
  note "the stack was stopped"
}

anything_runs() {
  local component
  for component in $COMPONENTS; do
    if alive "$component"; then
      return 0
    fi
  done
  return 1
}

everything_runs() {
  local component
  for component in $COMPONENTS; do
    case $(state_of "$component") in
      running | external) ;;
      *) return 1 ;;
    esac
  done
}

is_external() {
  case $1 in
    kafka) [ -n "$PENSTOCK_KAFKA_BOOTSTRAP" ] ;;
    clickhouse) [ -n "$PENSTOCK_CLICKHOUSE_URL" ] ;;
    *) false ;;
  esac
}

# Every taken port is named, with the variable that moves it, before anything is built or started.
check_ports_are_free() {
  local taken=false component variable
  for component in $COMPONENTS; do
    if is_external "$component" || alive "$component"; then
      continue
    fi
    for variable in $(ports_of "$component"); do
      if port_is_open "${!variable}"; then
        complain "port ${!variable} of 127.0.0.1 is taken: stop what uses it, or set $variable to another port"
        taken=true
      fi
    done
  done
  ! $taken || exit 1
}

ports_of() {
  case $1 in
    kafka) echo PENSTOCK_KAFKA_PORT PENSTOCK_KAFKA_CONTROLLER_PORT ;;
    clickhouse) echo PENSTOCK_CLICKHOUSE_PORT ;;
    edge) echo PENSTOCK_EDGE_PORT PENSTOCK_EDGE_MANAGEMENT_PORT ;;
    writer) echo PENSTOCK_WRITER_MANAGEMENT_PORT ;;
  esac
}

# Starts what does not run, each as soon as what it needs is there.
start_everything() {
  start_missing kafka clickhouse || return 1
  both "topics" apply_topics "schema" migrate_schema || return 1
  ensure_key_exists || return 1
  start_missing edge writer || return 1
  ensure_key_is_valid
}

start_missing() {
  local component begin started=
  begin=$(now_ms)
  for component in "$@"; do
    if is_external "$component" || alive "$component"; then
      continue
    fi
    "start_$component"
    started="$started $component"
  done
  for component in "$@"; do
    is_external "$component" || await "$component" 90 "ready_$component" || return 1
    case $started in
      *" $component"*) step "$component is ready" "$begin" ;;
    esac
  done
}

# shellcheck disable=SC2086
start_kafka() {
  start kafka "$JDK/bin/java" $KAFKA_FLAGS -cp "$(cat "$BUILD/local-stack/classpath")" dev.penstock.local.kafka.LocalKafka \
    "--data=$HOME_DIR/kafka/data" "--port=$PENSTOCK_KAFKA_PORT" "--controller-port=$PENSTOCK_KAFKA_CONTROLLER_PORT"
}

# shellcheck disable=SC2086
start_clickhouse() {
  start clickhouse "$JDK/bin/java" $CLICKHOUSE_FLAGS -cp "$(cat "$BUILD/local-stack/classpath")" \
    dev.penstock.local.clickhouse.LocalClickHouse "--data=$HOME_DIR/clickhouse/data" "--port=$PENSTOCK_CLICKHOUSE_PORT"
}

# shellcheck disable=SC2086,SC2046
start_edge() {
  start edge "$JDK/bin/java" $EDGE_FLAGS $(cache_flag ingest-edge) -cp "$(cat "$BUILD/ingest-edge/classpath")" "$(cat "$BUILD/ingest-edge/main")" \
    --server.address=127.0.0.1 "--server.port=$PENSTOCK_EDGE_PORT" \
    --management.server.address=127.0.0.1 "--management.server.port=$PENSTOCK_EDGE_MANAGEMENT_PORT" \
    "--spring.kafka.bootstrap-servers=$KAFKA_BOOTSTRAP" "--penstock.topic-prefix=$PENSTOCK_TOPIC_PREFIX" \
    --penstock.edge.durability=development "--penstock.edge.control.snapshot=$HOME_DIR/edge/control.snapshot"
}

# The password goes by the environment, where no process list shows it.
# shellcheck disable=SC2086,SC2046
start_writer() {
  PENSTOCK_WRITER_CLICKHOUSE_USERNAME=${PENSTOCK_CLICKHOUSE_USER:-default} \
    PENSTOCK_WRITER_CLICKHOUSE_PASSWORD=${PENSTOCK_CLICKHOUSE_PASSWORD:-} \
    start writer "$JDK/bin/java" $WRITER_FLAGS $(cache_flag batch-writer) -cp "$(cat "$BUILD/batch-writer/classpath")" "$(cat "$BUILD/batch-writer/main")" \
    --server.address=127.0.0.1 "--management.server.port=$PENSTOCK_WRITER_MANAGEMENT_PORT" \
    "--spring.kafka.bootstrap-servers=$KAFKA_BOOTSTRAP" "--penstock.topic-prefix=$PENSTOCK_TOPIC_PREFIX" \
    "--penstock.writer.clickhouse.url=$CLICKHOUSE_URL"
}

# By a name relative to the folder that every program starts in: it may hold spaces.
cache_flag() {
  if [ -f "$BUILD/$1/cache.aot" ]; then
    printf -- '-XX:AOTCache=%s' "${BUILD#"$ROOT"/}/$1/cache.aot"
  fi
}

ready_kafka() {
  port_is_open "$PENSTOCK_KAFKA_PORT"
}

ready_clickhouse() {
  [ "$(http_status "$PENSTOCK_CLICKHOUSE_PORT" /ping)" = 200 ]
}

ready_edge() {
  [ "$(http_status "$PENSTOCK_EDGE_PORT" /readyz)" = 200 ]
}

ready_writer() {
  [ "$(http_status "$PENSTOCK_WRITER_MANAGEMENT_PORT" /actuator/health/readiness)" = 200 ]
}

# In one line, why a component that answers is not ready; nothing when it does not say.
reason_of() {
  local answer schema part reason=
  case $1 in
    edge)
      answer=$(http_json "$PENSTOCK_EDGE_PORT" /readyz) || answer=
      reason=$(plain_json "$answer" 's/.*"reasons":\[([^]]*)\].*/\1/p')
      ;;
    writer)
      answer=$(http_json "$PENSTOCK_WRITER_MANAGEMENT_PORT" /actuator/health/readiness) || answer=
      schema=$(plain_json "$answer" 's/.*"schema":"([^"]*)","schemaNeeded":([0-9]+).*/\1 \2/p')
      [ "${schema% *}" = "${schema#* }" ] || reason="; schema version ${schema% *}, needs ${schema#* }"
      part=$(plain_json "$answer" 's/.*"halted":\{([^}]+)\}.*/\1/p')
      [ -z "$part" ] || reason="$reason; halted, partition $part"
      part=$(plain_json "$answer" 's/.*"waiting":\{([^}]+)\}.*/\1/p')
      [ -z "$part" ] || reason="$reason; waiting, partition $part"
      reason=${reason#; }
      ;;
  esac
  printf '%s' "$reason"
}

# What a sed expression takes from a line of JSON, without its quotes, no longer than a line should be.
plain_json() {
  printf '%s\n' "$1" | sed -nE "$2" | sed -e 's/","/; /g' -e 's/":"/: /g' -e 's/"//g' | cut -c1-400
}

# both NAME COMMAND NAME COMMAND: two one-shot steps at a time; what they say is shown when they fail.
both() {
  local first_name=$1 first=$2 second_name=$3 second=$4 begin first_pid result=0
  begin=$(now_ms)
  mkdir -p "$LOG_DIR"
  "$first" >"$LOG_DIR/$first_name.log" 2>&1 &
  first_pid=$!
  "$second" >"$LOG_DIR/$second_name.log" 2>&1 || {
    show_one_shot_failure "$second_name"
    result=1
  }
  wait "$first_pid" || {
    show_one_shot_failure "$first_name"
    result=1
  }
  [ "$result" -ne 0 ] || step "$first_name and $second_name are as they should be" "$begin"
  return "$result"
}

show_one_shot_failure() {
  complain "$1 failed; the end of $LOG_DIR/$1.log:"
  tail -n 30 "$LOG_DIR/$1.log" >&2
}

# One broker keeps one copy. Exit code 3 says that a topic of somebody else's Kafka differs in what is never changed.
apply_topics() {
  local result=0
  ingestctl topics apply --replication-factor 1 --min-insync-replicas 1 || result=$?
  [ "$result" -eq 0 ] || [ "$result" -eq 3 ]
}

migrate_schema() {
  ingestctl schema migrate
}

# Without a key file an organization and a key are made before the edge starts, so that it knows them at once.
ensure_key_exists() {
  [ -s "$KEY_FILE" ] || make_key
}

# A key file may be older than the data: the edge is asked with a body that stores nothing.
ensure_key_is_valid() {
  local status
  status=$(key_status)
  if [ "$status" = 401 ] || [ "$status" = 403 ]; then
    note "the development key is not known here any more; making another"
    make_key
    local begin
    begin=$(now_ms)
    while [ "$(key_status)" = 401 ]; do
      [ $(($(now_ms) - begin)) -lt 20000 ] || { complain "the edge does not accept the new key"; return 1; }
      sleep 0.1
    done
  fi
}

key_status() {
  local key
  key=$(cat "$KEY_FILE")
  (
    exec 3<>"/dev/tcp/127.0.0.1/$PENSTOCK_EDGE_PORT" || exit 1
    printf 'POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]' \
      "$key" >&3
    read -r -t 5 _ code _ <&3 || exit 1
    printf '%s' "$code"
  ) 2>/dev/null
}

make_key() {
  local begin key
  begin=$(now_ms)
  if ! ingestctl orgs create "$DEV_ORGANIZATION" --if-absent >"$LOG_DIR/key.log" 2>&1; then
    show_one_shot_failure key
    return 1
  fi
  # Printed once and kept nowhere else.
  key=$(ingestctl keys create --org "$DEV_ORGANIZATION" --environment dev --label "penstock up" 2>>"$LOG_DIR/key.log") || key=
  if [ -z "$key" ]; then
    show_one_shot_failure key
    return 1
  fi
  (umask 077 && printf '%s\n' "$key" >"$KEY_FILE.new")
  mv "$KEY_FILE.new" "$KEY_FILE"
  step "organization $DEV_ORGANIZATION and its key are made" "$begin"
}

print_end() {
  local key auth=
  key=$(cat "$KEY_FILE")
  if [ -n "${PENSTOCK_CLICKHOUSE_USER:-}" ]; then
    auth=" -H \"X-ClickHouse-User: \$PENSTOCK_CLICKHOUSE_USER\" -H \"X-ClickHouse-Key: \$PENSTOCK_CLICKHOUSE_PASSWORD\""
  fi
  cat <<TEXT

  edge         $EDGE_URL        (health and metrics: http://127.0.0.1:$PENSTOCK_EDGE_MANAGEMENT_PORT/actuator)
  ClickHouse   $CLICKHOUSE_URL        (database penstock)
  Kafka        $KAFKA_BOOTSTRAP
  key          $key

Send an event:
  curl -sS $EDGE_URL/v1/events -H 'Authorization: Bearer $key' -d '{"event_name":"greeting","message":"hello"}'

See it:
  curl -sS '$CLICKHOUSE_URL/?database=penstock'$auth --data-binary "SELECT received_at, event_name, event_id, payload FROM events ORDER BY received_at DESC LIMIT 5 FORMAT Vertical"

TEXT
}

# --- down

down() {
  local wipe=false
  while [ $# -gt 0 ]; do
    case $1 in
      --wipe) wipe=true ;;
      *) complain "down takes --wipe only: $1"; exit 2 ;;
    esac
    shift
  done
  if [ ! -d "$HOME_DIR" ]; then
    note "there is nothing in $HOME_DIR"
  else
    take_lock
    anything_runs || note "nothing runs"
    stop_everything
    if $wipe; then
      wipe_home
    fi
  fi
}

# In the order that loses nothing and waits for nothing: the edge lets its requests end while Kafka is there.
stop_everything() {
  stop edge 40
  stop writer 40
  stop clickhouse 30
  stop kafka 30
  rm -f "$RUN_DIR/settings" "$RUN_DIR/build"
}

# Only what this script has made: PENSTOCK_HOME may be a folder with other things in it.
wipe_home() {
  local name
  for name in $COMPONENTS logs run dev-key; do
    rm -rf "${HOME_DIR:?}/$name"
  done
  rmdir "$HOME_DIR" 2>/dev/null || true
  note "the data is removed"
}

# --- status

# running: answers; starting: the process is there; failed: it is not, and nobody stopped it.
state_of() {
  if is_external "$1"; then
    printf external
  elif alive "$1"; then
    if "ready_$1"; then printf running; else printf starting; fi
  elif [ -f "$RUN_DIR/$1.pid" ]; then
    printf failed
  else
    printf stopped
  fi
}

# The table's exit code tells whether all runs, 0 or 3; with --json it is 0, the states tell.
status() {
  local json=false component state place reason verdict=0 key=
  while [ $# -gt 0 ]; do
    case $1 in
      --json) json=true ;;
      *) complain "status takes --json only: $1"; exit 2 ;;
    esac
    shift
  done
  [ ! -s "$KEY_FILE" ] || key=$(cat "$KEY_FILE")
  if $json; then
    printf '{"edge":{"url":%s,%s},"clickhouse":{"url":%s,%s},"kafka":{"bootstrap":%s,%s},"writer":{%s},"key":%s}\n' \
      "$(json_string "$EDGE_URL")" "$(json_state edge)" "$(json_string "$CLICKHOUSE_URL")" "$(json_state clickhouse)" \
      "$(json_string "$KAFKA_BOOTSTRAP")" "$(json_state kafka)" "$(json_state writer)" "$(json_string "$key")"
    return
  fi
  printf '%-12s %-9s %8s  %s\n' component state pid where
  for component in $COMPONENTS; do
    state=$(state_of "$component")
    case $state in
      running | external) ;;
      *) verdict=3 ;;
    esac
    place=$(place_of "$component")
    reason=
    # Only people are told the difference: it answers, and says what is in its way.
    [ "$state" != starting ] || reason=$(reason_of "$component")
    if [ -n "$reason" ]; then
      state="not ready"
      place="$place  $reason"
    fi
    printf '%-12s %-9s %8s  %s\n' "$component" "$state" "$(live_pid "$component")" "$place"
  done
  printf '%-12s %-9s %8s  %s\n' key "" "" "${key:-none yet}"
  return "$verdict"
}

live_pid() {
  if alive "$1"; then
    pid_of "$1"
  fi
}

json_state() {
  local pid
  pid=$(live_pid "$1")
  printf '"state":"%s","pid":%s' "$(state_of "$1")" "${pid:-null}"
}

place_of() {
  case $1 in
    kafka) printf '%s' "$KAFKA_BOOTSTRAP" ;;
    clickhouse) printf '%s' "$CLICKHOUSE_URL" ;;
    edge) printf '%s' "$EDGE_URL" ;;
    writer) printf 'http://127.0.0.1:%s/actuator/health' "$PENSTOCK_WRITER_MANAGEMENT_PORT" ;;
  esac
}

# --- logs

logs() {
  local follow=false names='' name files
  while [ $# -gt 0 ]; do
    case $1 in
      -f | --follow) follow=true ;;
      kafka | clickhouse | edge | writer | build | topics | schema | key) names="$names $1" ;;
      *) complain "logs takes kafka, clickhouse, edge, writer, build, topics, schema, key and -f: $1"; exit 2 ;;
    esac
    shift
  done
  files=()
  for name in ${names:-$COMPONENTS}; do
    [ ! -f "$LOG_DIR/$name.log" ] || files+=("$LOG_DIR/$name.log")
  done
  [ ${#files[@]} -gt 0 ] || die "there is no log of${names:- any component} yet in $LOG_DIR"
  if $follow; then
    exec tail -n 50 -F "${files[@]}"
  fi
  tail -n 200 "${files[@]}"
}

# --- demo, ctl

# The programs of the build that the running stack was started with, else of the newest.
use_stack_build() {
  local build
  build=$(cat "$RUN_DIR/build" 2>/dev/null) || build=
  if [ -n "$build" ] && [ -f "$build/built" ]; then
    BUILD=$build
  else
    use_build
  fi
}

# shellcheck disable=SC2086
demo() {
  local argument terminal=0
  find_jdk
  for argument in "$@"; do
    if [ "$argument" = --help ] || [ "$argument" = -h ]; then
      use_stack_build
      PENSTOCK_TERMINAL=0 exec "$JDK/bin/java" $TOOL_FLAGS -cp "$(cat "$BUILD/local-stack/classpath")" dev.penstock.local.demo.Demo --help
    fi
  done
  everything_runs || die "the stack is not up: run ./penstock up --detach first (./penstock status tells what is missing)"
  use_stack_build
  [ ! -t 2 ] || terminal=1
  PENSTOCK_EDGE_URL=$EDGE_URL PENSTOCK_CLICKHOUSE_URL=$CLICKHOUSE_URL PENSTOCK_KEY=$(cat "$KEY_FILE") \
    PENSTOCK_DEMO_EXAMPLES=$ROOT/local-stack/node_modules/@octokit/webhooks-examples/api.github.com/index.json \
    PENSTOCK_TERMINAL=$terminal \
    exec "$JDK/bin/java" $TOOL_FLAGS -cp "$(cat "$BUILD/local-stack/classpath")" dev.penstock.local.demo.Demo "$@"
}

# The first one leaves an archive of loaded classes beside the build, with which the next ones start sooner.
# shellcheck disable=SC2086
ingestctl() {
  PENSTOCK_KAFKA_BOOTSTRAP=$KAFKA_BOOTSTRAP PENSTOCK_CLICKHOUSE_URL=$CLICKHOUSE_URL PENSTOCK_TOPIC_PREFIX=$PENSTOCK_TOPIC_PREFIX \
    "$JDK/bin/java" $TOOL_FLAGS -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off -XX:+AutoCreateSharedArchive \
    -XX:SharedArchiveFile="$BUILD/ingestctl.jsa" -cp "$(cat "$BUILD/ingestctl/classpath")" "$(cat "$BUILD/ingestctl/main")" "$@"
}

ctl() {
  local command servers=false url=false copies=false asks_help=false more=()
  find_jdk
  use_stack_build
  read_ctl_options "$@"
  $asks_help || case $command in
    topics\ ?* | orgs\ ?* | keys\ ?*) $servers || needs_component kafka --bootstrap-servers ;;
    schema\ ?*) $url || needs_component clickhouse --clickhouse-url ;;
  esac
  # The local broker keeps one copy; what ingestctl would ask for by itself is meant for production.
  if [ "$command" = "topics apply" ] && ! $copies && ! $servers && ! is_external kafka; then
    more=(--replication-factor 1 --min-insync-replicas 1)
  fi
  ingestctl "$@" ${more[@]+"${more[@]}"}
}

# At once, where ingestctl would wait for an answer first.
needs_component() {
  if ! is_external "$1" && ! alive "$1"; then
    die "the stack is not up ($1 does not run): run ./penstock up --detach first, or name another with $2"
  fi
}

# The command's two words, and of its options those that matter here; into the variables of ctl.
read_ctl_options() {
  local words=()
  while [ $# -gt 0 ]; do
    case $1 in
      --replication-factor | --replication-factor=* | --min-insync-replicas | --min-insync-replicas=*) copies=true ;;
    esac
    case $1 in
      --bootstrap-servers | --bootstrap-servers=*) servers=true ;;
      --clickhouse-url | --clickhouse-url=*) url=true ;;
      --help | -h | --version | -V) asks_help=true ;;
    esac
    case $1 in
      # Their value is the next word.
      --bootstrap-servers | --kafka-config | --topic-prefix | --clickhouse-url | --database | --profile | -o | --output) [ $# -eq 1 ] || shift ;;
      -*) ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  command="${words[0]:-} ${words[1]:-}"
}
