{{- /* Settings of ingestctl's Kafka clients, without a secret in them: Kafka's own provider reads those from mounted files. */ -}}
{{- define "penstock.ctlKafka" -}}
{{- $kafka := .Values.kafka -}}
{{- $context := dict "root" . "values" .Values.ingestctl -}}
{{- $sasl := include "penstock.saslSecret" $context -}}
{{- $client := include "penstock.clientTlsSecret" $context -}}
security.protocol={{ $kafka.securityProtocol }}
{{- if or $sasl $client }}
config.providers=dir
config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
{{- end }}
{{- if $sasl }}
sasl.mechanism={{ $kafka.sasl.mechanism }}
{{- if $kafka.sasl.jaasConfigKey }}
sasl.jaas.config=${dir:/etc/penstock/kafka-user:jaas}
{{- else }}
sasl.jaas.config={{ include "penstock.loginModule" . }} required username="${dir:/etc/penstock/kafka-user:username}" password="${dir:/etc/penstock/kafka-user:password}";
{{- end }}
{{- end }}
{{- if hasSuffix "SSL" $kafka.securityProtocol }}
{{- if not $kafka.tls.verifyHostname }}
ssl.endpoint.identification.algorithm=
{{- end }}
{{- if $kafka.tls.existingSecret }}
ssl.truststore.type=PEM
ssl.truststore.location=/etc/penstock/kafka-ca/ca.crt
{{- end }}
{{- if $client }}
ssl.keystore.type=PEM
ssl.keystore.certificate.chain=${dir:/etc/penstock/kafka-client:tls.crt}
ssl.keystore.key=${dir:/etc/penstock/kafka-client:tls.key}
{{- end }}
{{- end }}
{{- range $name, $value := $kafka.properties }}
{{ $name }}={{ $value }}
{{- end }}
{{- end -}}

{{- /* A pod that runs ingestctl: its metadata and spec. Of (root, args | shell, restart, java). It needs nothing that the chart makes:
       no ServiceAccount, no ConfigMap, no Secret. What is not secret comes by an annotation of its own. */ -}}
{{- define "penstock.ctlPod" -}}
{{- $root := .root -}}
{{- $values := $root.Values.ingestctl -}}
{{- $kafka := $root.Values.kafka -}}
{{- $clickhouse := $root.Values.clickhouse -}}
{{- $context := dict "root" $root "values" $values -}}
{{- $sasl := include "penstock.saslSecret" $context -}}
{{- $client := include "penstock.clientTlsSecret" $context -}}
{{- $ca := and $kafka.tls.existingSecret (hasSuffix "SSL" $kafka.securityProtocol) -}}
{{- $secret := coalesce $values.clickhouse.existingSecret $clickhouse.existingSecret -}}
metadata:
  labels: {{- include "penstock.labels" (dict "root" $root "component" "ingestctl" "labels" (tpl (toYaml $values.podLabels) $root | fromYaml)) | nindent 4 }}
  {{- $annotations := mustMergeOverwrite (dict "penstock.dev/kafka-properties" (include "penstock.ctlKafka" $root)) (tpl (toYaml $values.podAnnotations) $root | fromYaml) }}
  {{- include "penstock.annotations" (dict "root" $root "annotations" $annotations) | nindent 2 }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .restart }}
  restartPolicy: {{ . }}
  {{- end }}
  securityContext: {{- toYaml $root.Values.podSecurityContext | nindent 4 }}
  {{- include "penstock.pullSecrets" $root | nindent 2 }}
  {{- include "penstock.scheduling" (dict "root" $root "component" "ingestctl" "values" $values) | nindent 2 }}
  {{- if $clickhouse.tls.existingSecret }}
  initContainers:
    - {{- include "penstock.trustContainer" (dict "root" $root "image" $values.image) | nindent 6 }}
  {{- end }}
  containers:
    - name: ingestctl
      image: {{ include "penstock.image" (dict "root" $root "image" $values.image) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      {{- if .shell }}
      # Does nothing; `kubectl exec` runs ingestctl in it. A shell, so that it ends when it is told to.
      command: ["bash", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"]
      {{- else }}
      args: {{- toYaml .args | nindent 8 }}
      {{- end }}
      # Where a plan of a replay, or a letter that was written to a file, can be written.
      workingDir: /tmp
      env:
        - {name: PENSTOCK_KAFKA_BOOTSTRAP, value: {{ $kafka.bootstrapServers | quote }}}
        - {name: PENSTOCK_KAFKA_CONFIG, value: /etc/penstock/kafka/client.properties}
        - {name: PENSTOCK_TOPIC_PREFIX, value: {{ $root.Values.topicPrefix | quote }}}
        - {name: PENSTOCK_CLICKHOUSE_URL, value: {{ $clickhouse.url | quote }}}
        - {name: PENSTOCK_CLICKHOUSE_DATABASE, value: {{ $clickhouse.database | quote }}}
        {{- if and $clickhouse.usernameKey $secret }}
        - name: PENSTOCK_CLICKHOUSE_USER
          valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ $clickhouse.usernameKey | quote }}}}
        {{- else }}
        - {name: PENSTOCK_CLICKHOUSE_USER, value: {{ coalesce $values.clickhouse.username $clickhouse.username | quote }}}
        {{- end }}
        {{- if $secret }}
        - name: PENSTOCK_CLICKHOUSE_PASSWORD
          valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ $clickhouse.passwordKey | quote }}}}
        {{- end }}
        {{- with $clickhouse.cluster }}
        - {name: PENSTOCK_CLICKHOUSE_CLUSTER, value: {{ . | quote }}}
        {{- end }}
        {{- with $clickhouse.keeperPath }}
        - {name: PENSTOCK_CLICKHOUSE_KEEPER_PATH, value: {{ . | quote }}}
        {{- end }}
        {{- with $clickhouse.replicaName }}
        - {name: PENSTOCK_CLICKHOUSE_REPLICA, value: {{ . | quote }}}
        {{- end }}
        - {name: PENSTOCK_ACTOR, value: {{ printf "helm:%s" $root.Release.Name | quote }}}
        {{- with include "penstock.javaOptions" (dict "root" $root "name" "ingestctl" "resources" $values.resources "heapPercent" 60 "javaOptions" "" "clickhouse" true) }}
        - {name: JDK_JAVA_OPTIONS, value: {{ . | quote }}}
        {{- end }}
        {{- with $values.extraEnv }}
        {{- tpl (toYaml .) $root | nindent 8 }}
        {{- end }}
      resources: {{- toYaml $values.resources | nindent 8 }}
      securityContext: {{- toYaml $root.Values.securityContext | nindent 8 }}
      volumeMounts:
        - {name: kafka, mountPath: /etc/penstock/kafka, readOnly: true}
        - {name: tmp, mountPath: /tmp}
        {{- if $sasl }}
        - {name: kafka-user, mountPath: /etc/penstock/kafka-user, readOnly: true}
        {{- end }}
        {{- if $ca }}
        - {name: kafka-ca, mountPath: /etc/penstock/kafka-ca, readOnly: true}
        {{- end }}
        {{- if $client }}
        - {name: kafka-client, mountPath: /etc/penstock/kafka-client, readOnly: true}
        {{- end }}
        {{- if $clickhouse.tls.existingSecret }}
        - {name: trust, mountPath: /var/lib/penstock-trust, readOnly: true}
        {{- end }}
        {{- with $values.extraVolumeMounts }}
        {{- tpl (toYaml .) $root | nindent 8 }}
        {{- end }}
  volumes:
    - name: kafka
      downwardAPI:
        items:
          - path: client.properties
            fieldRef: {fieldPath: "metadata.annotations['penstock.dev/kafka-properties']"}
    - name: tmp
      emptyDir: {sizeLimit: 256Mi}
    {{- with $sasl }}
    - name: kafka-user
      secret:
        secretName: {{ . }}
        defaultMode: 0440
        items:
          {{- if $kafka.sasl.jaasConfigKey }}
          - {key: {{ $kafka.sasl.jaasConfigKey | quote }}, path: jaas}
          {{- else }}
          - {key: {{ $kafka.sasl.usernameKey | quote }}, path: username}
          - {key: {{ $kafka.sasl.passwordKey | quote }}, path: password}
          {{- end }}
    {{- end }}
    {{- if $ca }}
    - name: kafka-ca
      secret:
        secretName: {{ $kafka.tls.existingSecret }}
        items:
          - {key: {{ $kafka.tls.caKey | quote }}, path: ca.crt}
    {{- end }}
    {{- with $client }}
    - name: kafka-client
      secret:
        secretName: {{ . }}
        defaultMode: 0440
        items:
          - {key: {{ $kafka.tls.client.certKey | quote }}, path: tls.crt}
          - {key: {{ $kafka.tls.client.keyKey | quote }}, path: tls.key}
    {{- end }}
    {{- if $clickhouse.tls.existingSecret }}
    {{- include "penstock.trustVolumes" $root | nindent 4 }}
    {{- end }}
    {{- with $values.extraVolumes }}
    {{- tpl (toYaml .) $root | nindent 4 }}
    {{- end }}
{{- end -}}
