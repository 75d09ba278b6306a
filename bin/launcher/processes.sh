# shellcheck shell=bash
# Starts and stops our own processes. A pid file holds the process' start time as well: a pid that the system has given
# to somebody else is never taken for ours, let alone killed.

MAX_LOG_BYTES=10000000

# When a process started, as its system counts it; nothing for a process that is not there or is only waiting to be reaped.
start_time() {
  local line rest
  if [ -r /proc/self/stat ]; then
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
    # The second field is the program's name in brackets and may hold anything.
    rest=${line##*) }
    # shellcheck disable=SC2086
    set -- $rest
    [ "$1" = Z ] || printf '%s' "${20}"
  else
    # shellcheck disable=SC2009
    ps -o state=,lstart= -p "$1" 2>/dev/null | sed -n 's/^ *[^Z ][^ ]* *//p' | tr -s ' '
  fi
}

pid_of() {
  local pid
  { read -r pid _ <"$RUN_DIR/$1.pid"; } 2>/dev/null || return 1
  printf '%s' "$pid"
}

alive() {
  local pid started
  { read -r pid started <"$RUN_DIR/$1.pid"; } 2>/dev/null || return 1
  [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ]
}

# start NAME COMMAND...: in the background, in a process group of its own so that Ctrl-C in this terminal is ours to
# answer, and immune to the terminal's end.
start() {
  local name=$1 log=$LOG_DIR/$1.log pid
  shift
  mkdir -p "$RUN_DIR" "$LOG_DIR" "$HOME_DIR/$name"
  bound_log "$log"
  set -m
  (cd "$ROOT" && exec nohup "$@") </dev/null >>"$log" 2>&1 &
  pid=$!
  set +m
  disown "$pid" 2>/dev/null || true
  printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN_DIR/$name.pid"
}

bound_log() {
  local log=$1
  if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt "$MAX_LOG_BYTES" ]; then
    mv "$log" "$log.1"
  fi
  # Where this start begins, for what is shown when it fails.
  printf -- '--- started\n' >>"$log"
}

# stop NAME SECONDS: SIGTERM, and SIGKILL when that does not help.
stop() {
  local name=$1 patience=$2 pid begin
  if ! alive "$name"; then
    rm -f "$RUN_DIR/$name.pid"
    return
  fi
  pid=$(pid_of "$name")
  begin=$(now_ms)
  # A stopped process would not see the signal.
  kill -TERM "$pid" 2>/dev/null || true
  kill -CONT "$pid" 2>/dev/null || true
  while alive "$name" && [ $(($(now_ms) - begin)) -lt $((patience * 1000)) ]; do
    sleep 0.1
  done
  if alive "$name"; then
    complain "$name did not end within $patience s; killed"
    kill -KILL "$pid" 2>/dev/null || true
    while alive "$name"; do
      sleep 0.1
    done
  fi
  rm -f "$RUN_DIR/$name.pid"
  step "$name is stopped" "$begin"
}

# await NAME SECONDS PROBE...: until the probe succeeds; says why not when the process ends or time is up: what the
# component itself tells, else the log's end.
await() {
  local name=$1 patience=$2 begin reason
  shift 2
  begin=$(now_ms)
  until "$@"; do
    if ! alive "$name"; then
      show_failure "$name" "ended while it started"
      return 1
    fi
    if [ $(($(now_ms) - begin)) -ge $((patience * 1000)) ]; then
      reason=$(reason_of "$name")
      if [ -n "$reason" ]; then
        complain "$name was not ready within $patience s: $reason (its log: $LOG_DIR/$name.log)"
      else
        show_failure "$name" "was not ready within $patience s"
      fi
      return 1
    fi
    sleep 0.1
  done
}

show_failure() {
  complain "$1 $2; the end of $LOG_DIR/$1.log:"
  # From the last start on, whatever came before it.
  tail -n 200 "$LOG_DIR/$1.log" | awk '/^--- started/ { n = 0 } { line[n++] = $0 } END { for (i = 0; i < n; i++) print line[i] }' \
    | tail -n 30 | readable | cut -c1-1000 >&2
}

# The sentence and the error of a JSON log line, for people.
readable() {
  sed -E 's/^\{"@timestamp":"[^"]*T([0-9:]{8})[^"]*".*"level":"([A-Z]+)".*\},"message":"(([^"\\]|\\.)*)"(.*"error":\{"type":"[^"]*","message":"(([^"\\]|\\.)*)")?.*$/\1 \2 \3 \6/'
}

# Whether something listens on that port of 127.0.0.1.
port_is_open() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The status code of GET http://127.0.0.1:PORT/PATH within two seconds, or nothing. Needs no curl.
http_status() {
  local port=$1 path=$2
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$path" "$port" >&3
    read -r -t 2 _ code _ <&3 || exit 1
    printf '%s' "$code"
  ) 2>/dev/null
}

# The one-line JSON body of GET http://127.0.0.1:PORT/PATH, whatever its status, or nothing.
http_json() {
  local port=$1 path=$2
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$path" "$port" >&3
    line=
    # The last line has no end, and read says so.
    while read -r -t 2 line <&3 || [ -n "$line" ]; do
      case $line in
        '{'*) printf '%s' "$line"; exit 0 ;;
      esac
      line=
    done
  ) 2>/dev/null
}

# Only one command at a time changes what runs.
take_lock() {
  local holder started
  mkdir -p "$RUN_DIR"
  if ! mkdir "$RUN_DIR/lock" 2>/dev/null; then
    { read -r holder started <"$RUN_DIR/lock/pid"; } 2>/dev/null || true
    if [ -n "${holder:-}" ] && [ -n "${started:-}" ] && [ "$(start_time "$holder")" = "$started" ]; then
      die "another ./penstock (pid $holder) is starting or stopping this stack"
    fi
  fi
  printf '%s %s\n' "$$" "$(start_time "$$")" >"$RUN_DIR/lock/pid"
  trap release_lock EXIT
}

release_lock() {
  rm -rf "$RUN_DIR/lock"
}
