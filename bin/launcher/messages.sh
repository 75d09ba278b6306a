# shellcheck shell=bash
# What the launcher says, and how it measures time.

complain() {
  printf 'penstock: %s\n' "$*" >&2
}

die() {
  complain "$@"
  exit 1
}

no_arguments() {
  local verb=$1
  shift
  [ $# -eq 0 ] || { complain "$verb takes no argument: $1"; exit 2; }
}

# Milliseconds of some clock; whole seconds on a bash before 5, which knows no finer one.
now_ms() {
  if [ -n "${EPOCHREALTIME:-}" ]; then
    local micros=${EPOCHREALTIME/[.,]/}
    printf '%s' "${micros%???}"
  else
    printf '%s' "$((SECONDS * 1000))"
  fi
}

# One line for one step that ended: what, and the seconds since the given now_ms.
step() {
  local what=$1 since=$2 took
  took=$(($(now_ms) - since))
  printf '  %-46s %4d.%d s\n' "$what" "$((took / 1000))" "$((took % 1000 / 100))"
}

note() {
  printf '  %s\n' "$*"
}

# A JSON string, or null for nothing.
json_string() {
  if [ -z "$1" ]; then
    printf 'null'
    return
  fi
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}
