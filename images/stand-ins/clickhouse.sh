#!/bin/bash
# Stands for clickhouse/clickhouse-server where that image cannot be pulled: the engine of local-stack, which listens on the
# loopback address only, and a door to it on the container's own address.
set -euo pipefail
address=$(hostname -I | cut -d ' ' -f 1)
java -Xmx16m -XX:+UseSerialGC -cp /opt/clickhouse/door Door "$address" 8123 &
exec java -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Dpenstock.engine=/opt/clickhouse/libchdb.so \
  -cp '/opt/clickhouse/lib/*' dev.penstock.local.clickhouse.LocalClickHouse \
  --data=/var/lib/clickhouse/engine --port=8123 --memory-mb=768
