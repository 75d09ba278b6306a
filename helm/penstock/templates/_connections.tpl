{{- /* The Secret of a component's Kafka user. Of (root, values). */ -}}
{{- define "penstock.saslSecret" -}}
{{- if hasPrefix "SASL_" .root.Values.kafka.securityProtocol -}}
{{- coalesce .values.kafka.saslExistingSecret .root.Values.kafka.sasl.existingSecret | default "" -}}
{{- end -}}
{{- end -}}

{{- define "penstock.clientTlsSecret" -}}
{{- if hasSuffix "SSL" .root.Values.kafka.securityProtocol -}}
{{- coalesce .values.kafka.clientTlsExistingSecret .root.Values.kafka.tls.client.existingSecret | default "" -}}
{{- end -}}
{{- end -}}

{{- define "penstock.loginModule" -}}
{{- if eq .Values.kafka.sasl.mechanism "PLAIN" -}}
org.apache.kafka.common.security.plain.PlainLoginModule
{{- else -}}
org.apache.kafka.common.security.scram.ScramLoginModule
{{- end -}}
{{- end -}}

{{- /* spring.kafka of an application. Secrets are files whose names are properties (penstock.secretSources). Of (root, values). */ -}}
{{- define "penstock.springKafka" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $properties := deepCopy $kafka.properties -}}
{{- $ssl := dict -}}
{{- if hasPrefix "SASL_" $kafka.securityProtocol -}}
{{- $_ := set $properties "sasl.mechanism" $kafka.sasl.mechanism -}}
{{- if not $kafka.sasl.jaasConfigKey -}}
{{- $_ := set $properties "sasl.jaas.config" (printf "%s required username=\"${chart.kafka.username}\" password=\"${chart.kafka.password}\";" (include "penstock.loginModule" .root)) -}}
{{- end -}}
{{- end -}}
{{- if hasSuffix "SSL" $kafka.securityProtocol -}}
{{- if not $kafka.tls.verifyHostname -}}{{- $_ := set $properties "ssl.endpoint.identification.algorithm" "" -}}{{- end -}}
{{- if $kafka.tls.existingSecret -}}{{- $_ := set $ssl "trust-store-type" "PEM" -}}{{- end -}}
{{- if include "penstock.clientTlsSecret" . -}}{{- $_ := set $ssl "key-store-type" "PEM" -}}{{- end -}}
{{- end -}}
{{- $result := dict "bootstrap-servers" $kafka.bootstrapServers "security" (dict "protocol" $kafka.securityProtocol) -}}
{{- if $properties -}}{{- $_ := set $result "properties" $properties -}}{{- end -}}
{{- if $ssl -}}{{- $_ := set $result "ssl" $ssl -}}{{- end -}}
{{- toYaml $result -}}
{{- end -}}

{{- /* Sources of the volume that Spring reads as properties (configtree). Of (root, values, clickhouse). */ -}}
{{- define "penstock.secretSources" -}}
{{- $kafka := .root.Values.kafka -}}
{{- with include "penstock.saslSecret" . }}
- secret:
    name: {{ . }}
    items:
      {{- if $kafka.sasl.jaasConfigKey }}
      - {key: {{ $kafka.sasl.jaasConfigKey | quote }}, path: spring/kafka/properties/sasl.jaas.config}
      {{- else }}
      - {key: {{ $kafka.sasl.usernameKey | quote }}, path: chart/kafka/username}
      - {key: {{ $kafka.sasl.passwordKey | quote }}, path: chart/kafka/password}
      {{- end }}
{{- end }}
{{- if and $kafka.tls.existingSecret (hasSuffix "SSL" $kafka.securityProtocol) }}
- secret:
    name: {{ $kafka.tls.existingSecret }}
    items:
      - {key: {{ $kafka.tls.caKey | quote }}, path: spring/kafka/ssl/trust-store-certificates}
{{- end }}
{{- with include "penstock.clientTlsSecret" . }}
- secret:
    name: {{ . }}
    items:
      - {key: {{ $kafka.tls.client.certKey | quote }}, path: spring/kafka/ssl/key-store-certificate-chain}
      - {key: {{ $kafka.tls.client.keyKey | quote }}, path: spring/kafka/ssl/key-store-key}
{{- end }}
{{- if and .clickhouse .root.Values.clickhouse.existingSecret }}
- secret:
    name: {{ .root.Values.clickhouse.existingSecret }}
    items:
      {{- with .root.Values.clickhouse.usernameKey }}
      - {key: {{ . | quote }}, path: penstock/writer/clickhouse/username}
      {{- end }}
      - {key: {{ .root.Values.clickhouse.passwordKey | quote }}, path: penstock/writer/clickhouse/password}
{{- end }}
{{- end -}}

{{- /* application.yaml of an application: what the chart sets (own), and over it what the operator sets. Of (root, values, own, clickhouse). */ -}}
{{- define "penstock.application" -}}
{{- $spring := dict "kafka" (include "penstock.springKafka" . | fromYaml) -}}
{{- if include "penstock.secretSources" . -}}
{{- $_ := set $spring "config" (dict "import" "configtree:/etc/penstock/secrets/") -}}
{{- end -}}
{{- $common := dict "spring" $spring "penstock" (dict "topic-prefix" .root.Values.topicPrefix) -}}
{{- toYaml (mustMergeOverwrite $common .own (deepCopy .values.config)) -}}
{{- end -}}

{{- define "penstock.clickhousePort" -}}
{{- $port := regexFind ":[0-9]+" (regexReplaceAll "^https?://[^:/]*" .Values.clickhouse.url "") | trimPrefix ":" -}}
{{- if $port -}}{{- $port -}}{{- else -}}{{- ternary "443" "80" (hasPrefix "https://" .Values.clickhouse.url) -}}{{- end -}}
{{- end -}}

{{- /* Ports of Kafka, as a list of numbers in YAML. */ -}}
{{- define "penstock.kafkaPorts" -}}
{{- $ports := list -}}
{{- range splitList "," .Values.kafka.bootstrapServers -}}
{{- $port := regexFind ":[0-9]+$" (trim .) | trimPrefix ":" -}}
{{- $ports = append $ports (int (default "9092" $port)) -}}
{{- end -}}
{{- range .Values.networkPolicy.kafkaPorts -}}{{- $ports = append $ports (int .) -}}{{- end -}}
{{- toYaml ($ports | uniq) -}}
{{- end -}}

{{- /* Most writers: partitions and ClickHouse have no use for more. */ -}}
{{- define "penstock.writerCeiling" -}}
{{- $byInserts := max 1 (div (int .Values.clickhouse.maxConcurrentInserts) (int .Values.writer.insertConcurrency)) -}}
{{- min (int .Values.writer.autoscaling.keda.maxReplicas) (int .Values.kafka.eventsPartitions) $byInserts -}}
{{- end -}}
