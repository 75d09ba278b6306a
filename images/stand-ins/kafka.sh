#!/bin/bash
# Stands for the entrypoint of apache/kafka where that image cannot be pulled: KAFKA_FOO_BAR becomes foo.bar.
set -euo pipefail
properties=/tmp/server.properties
: >"$properties"
while IFS='=' read -r name value; do
  case $name in
    KAFKA_HEAP_OPTS) ;;
    KAFKA_*)
      name=${name#KAFKA_}
      name=${name//_/.}
      printf '%s=%s\n' "${name,,}" "$value" >>"$properties"
      ;;
  esac
done < <(env)
# shellcheck disable=SC2206
java=(java ${KAFKA_HEAP_OPTS:--Xmx448m} -cp '/opt/kafka/door:/opt/kafka/libs/*')
"${java[@]}" kafka.tools.StorageTool format --ignore-formatted --cluster-id "${CLUSTER_ID:?}" --config "$properties"
exec "${java[@]}" kafka.Kafka "$properties"
