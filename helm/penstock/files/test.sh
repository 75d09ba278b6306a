# What `helm test` does: asks the edge whether it is ready, sends an event, and looks for it in ClickHouse.
# Environment: EDGE_URL, TIMEOUT (seconds); with INGESTION_KEY also CLICKHOUSE_URL, CLICKHOUSE_DATABASE, CLICKHOUSE_USER,
# CLICKHOUSE_PASSWORD, and CLICKHOUSE_CA, a file, or empty. Keys go through files: an argument is seen in the list of processes.
set -eu
umask 077
end=$(($(date +%s) + TIMEOUT))
# The certificate of the edge is for its name outside; this call stays within the cluster.
edge() { curl --silent --show-error --insecure --max-time 15 "$@"; }

until edge --fail --output /dev/null "$EDGE_URL/readyz"; do
  [ "$(date +%s)" -lt "$end" ] || { echo "FAILED: $EDGE_URL/readyz is not 200"; exit 1; }
  sleep 1
done
echo "the edge is ready"
if [ -z "${INGESTION_KEY:-}" ]; then
  echo "no event was sent: tests.existingSecret names no key"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
id=$(cat /proc/sys/kernel/random/uuid)
printf 'Authorization: Bearer %s\n' "$INGESTION_KEY" > "$work/edge"
printf 'X-ClickHouse-User: %s\nX-ClickHouse-Key: %s\n' "$CLICKHOUSE_USER" "${CLICKHOUSE_PASSWORD:-}" > "$work/clickhouse"
status=$(edge --output "$work/answer" --write-out '%{http_code}' --header "@$work/edge" --data \
  "{\"event_id\":\"$id\",\"event_name\":\"penstock_helm_test\",\"timestamp\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"}" \
  "$EDGE_URL/v1/events")
if [ "$status" != 202 ]; then
  echo "FAILED: the edge answers $status: $(cat "$work/answer")"
  exit 1
fi
echo "event $id was accepted"

while :; do
  found=$(curl --silent --show-error --fail --max-time 15 ${CLICKHOUSE_CA:+--cacert "$CLICKHOUSE_CA"} \
    --header "@$work/clickhouse" --data-binary "SELECT count() FROM events WHERE event_id = '$id'" \
    "$CLICKHOUSE_URL/?database=$CLICKHOUSE_DATABASE") || found=
  [ "$found" = 1 ] && break
  if [ "$(date +%s)" -ge "$end" ]; then
    echo "FAILED: event $id is not in ClickHouse after $TIMEOUT s; is the writer ready?"
    exit 1
  fi
  sleep 1
done
echo "event $id can be queried"
