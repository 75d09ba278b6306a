# shellcheck shell=bash disable=SC2034
# Where things are and which ports they take. A running stack's choices are kept in PENSTOCK_HOME/run/settings, so that
# the other commands need none of the variables that `up` was given.

COMPONENTS="kafka clickhouse edge writer"
PORTS="PENSTOCK_EDGE_PORT PENSTOCK_EDGE_MANAGEMENT_PORT PENSTOCK_WRITER_MANAGEMENT_PORT PENSTOCK_CLICKHOUSE_PORT PENSTOCK_KAFKA_PORT PENSTOCK_KAFKA_CONTROLLER_PORT"
SETTINGS="$PORTS PENSTOCK_KAFKA_BOOTSTRAP PENSTOCK_CLICKHOUSE_URL PENSTOCK_TOPIC_PREFIX"

load_settings() {
  HOME_DIR=${PENSTOCK_HOME:-$ROOT/.penstock}
  case $HOME_DIR in
    /*) ;;
    *) HOME_DIR=$PWD/$HOME_DIR ;;
  esac
  RUN_DIR=$HOME_DIR/run
  LOG_DIR=$HOME_DIR/logs
  KEY_FILE=$HOME_DIR/dev-key

  take_kept_settings
  : "${PENSTOCK_EDGE_PORT:=8080}" "${PENSTOCK_EDGE_MANAGEMENT_PORT:=8081}" "${PENSTOCK_WRITER_MANAGEMENT_PORT:=8082}"
  : "${PENSTOCK_CLICKHOUSE_PORT:=8123}" "${PENSTOCK_KAFKA_PORT:=9092}" "${PENSTOCK_KAFKA_CONTROLLER_PORT:=9093}"
  : "${PENSTOCK_TOPIC_PREFIX:=penstock.}" "${PENSTOCK_KAFKA_BOOTSTRAP:=}" "${PENSTOCK_CLICKHOUSE_URL:=}"
  check_ports

  EDGE_URL=http://127.0.0.1:$PENSTOCK_EDGE_PORT
  KAFKA_BOOTSTRAP=${PENSTOCK_KAFKA_BOOTSTRAP:-127.0.0.1:$PENSTOCK_KAFKA_PORT}
  CLICKHOUSE_URL=${PENSTOCK_CLICKHOUSE_URL:-http://127.0.0.1:$PENSTOCK_CLICKHOUSE_PORT}
  CLICKHOUSE_URL=${CLICKHOUSE_URL%/}
}

# What a running stack was started with holds until it is stopped, whatever the caller's environment says now. (The
# variables of the caller that say something else are in OVERRULED, for `up` to name.)
take_kept_settings() {
  local name value
  OVERRULED=
  if [ ! -f "$RUN_DIR/settings" ] || ! anything_runs; then
    return 0
  fi
  while IFS='=' read -r name value; do
    case " $SETTINGS " in
      *" $name "*)
        if [ -n "${!name:-}" ] && [ "${!name}" != "$value" ]; then
          OVERRULED="$OVERRULED $name"
        fi
        printf -v "$name" '%s' "$value"
        ;;
    esac
  done <"$RUN_DIR/settings"
}

keep_settings() {
  local name
  mkdir -p "$RUN_DIR"
  for name in $SETTINGS; do
    printf '%s=%s\n' "$name" "${!name}"
  done >"$RUN_DIR/settings"
}

check_ports() {
  local name other
  for name in $PORTS; do
    case ${!name} in
      *[!0-9]* | '' | ??????*) die "$name must be a port from 1 to 65535: ${!name}" ;;
    esac
    if [ "${!name}" -lt 1 ] || [ "${!name}" -gt 65535 ]; then
      die "$name must be a port from 1 to 65535: ${!name}"
    fi
    for other in $PORTS; do
      [ "$name" = "$other" ] || [ "${!name}" -ne "${!other}" ] || die "$name and $other are the same port: ${!name}"
    done
  done
}

# The limits of LocalClickHouse, before anything is built or started.
check_memory() {
  local name=PENSTOCK_CLICKHOUSE_MEMORY_MB value=${PENSTOCK_CLICKHOUSE_MEMORY_MB-4096}
  case $value in
    *[!0-9]* | '' | ????????*) die "$name must be megabytes from 256 to 1048576: $value" ;;
  esac
  if [ "$value" -lt 256 ] || [ "$value" -gt 1048576 ]; then
    die "$name must be megabytes from 256 to 1048576: $value"
  fi
}
