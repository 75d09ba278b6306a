{{- /* MiB of a quantity of Kubernetes such as 1536Mi, 1.5Gi, 800M. Of (value, name). */ -}}
{{- define "penstock.mebibytes" -}}
{{- $text := toString .value -}}
{{- if not (regexMatch "^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$" $text) -}}
{{- fail (printf "\n[ERROR] %s (%s) must be a size such as 1Gi or 1536Mi" .name $text) -}}
{{- end -}}
{{- $unit := regexFind "[A-Za-z]+$" $text -}}
{{- $bytes := dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 -}}
{{- $number := regexFind "^[0-9.]+" $text | float64 -}}
{{- printf "%d" (int64 (divf (mulf $number (get $bytes $unit)) 1048576.0)) -}}
{{- end -}}

{{- /* The options of the JVM of (root, name, resources, heapPercent, javaOptions, clickhouse): the heap is a part of the limit. */ -}}
{{- define "penstock.javaOptions" -}}
{{- $options := list -}}
{{- $limit := dig "limits" "memory" "" .resources -}}
{{- if $limit -}}
{{- $mebibytes := include "penstock.mebibytes" (dict "value" $limit "name" (printf "%s.resources.limits.memory" .name)) | int64 -}}
{{- $heap := div (mul $mebibytes (int64 .heapPercent)) 100 -}}
{{- if lt $heap 64 -}}
{{- fail (printf "\n[ERROR] %s.resources.limits.memory (%v) leaves a heap of %d MiB; 64 is the least" .name $limit $heap) -}}
{{- end -}}
{{- $options = append $options (printf "-Xmx%dm" $heap) -}}
{{- end -}}
{{- if and .clickhouse .root.Values.clickhouse.tls.existingSecret -}}
{{- $options = append $options "-Djavax.net.ssl.trustStore=/var/lib/penstock-trust/cacerts" -}}
{{- end -}}
{{- with .javaOptions -}}{{- $options = append $options . -}}{{- end -}}
{{- join " " $options -}}
{{- end -}}

{{- /* The container that makes the trust store for ClickHouse's certificate. Of (root, image). */ -}}
{{- define "penstock.trustContainer" -}}
name: trust
image: {{ include "penstock.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
command: ["bash", "-c"]
args:
  - |
    {{- .root.Files.Get "files/trust-store.sh" | trim | nindent 4 }}
env:
  - {name: CA_FILE, value: /etc/penstock/clickhouse-ca/ca.crt}
  - {name: TRUST_STORE, value: /var/lib/penstock-trust/cacerts}
resources:
  requests: {cpu: 100m, memory: 128Mi}
  limits: {memory: 128Mi}
securityContext: {{- toYaml .root.Values.securityContext | nindent 2 }}
volumeMounts:
  - {name: trust, mountPath: /var/lib/penstock-trust}
  - {name: clickhouse-ca, mountPath: /etc/penstock/clickhouse-ca, readOnly: true}
  - {name: tmp, mountPath: /tmp}
{{- end -}}

{{- define "penstock.trustVolumes" -}}
- name: trust
  emptyDir: {sizeLimit: 16Mi}
- name: clickhouse-ca
  secret:
    secretName: {{ .Values.clickhouse.tls.existingSecret }}
    items:
      - {key: {{ .Values.clickhouse.tls.caKey | quote }}, path: ca.crt}
{{- end -}}

{{- /* Where the pods of (root, component, values) may run, and how: the part of a pod's spec that is everywhere the same. */ -}}
{{- define "penstock.scheduling" -}}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .values.schedulerName }}
schedulerName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity: {{- tpl (toYaml .) $.root | nindent 2 }}
{{- end }}
{{- with .values.hostAliases }}
hostAliases: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- with .values.dnsConfig }}
dnsConfig: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "penstock.spread" -}}
topologySpreadConstraints:
{{- if .values.topologySpreadConstraints }}
{{- tpl (toYaml .values.topologySpreadConstraints) .root | nindent 2 }}
{{- else }}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels: {{- include "penstock.selector" $ | nindent 8 }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* The Deployment of an application. Of (root, component, values, config, replicas, ports, preStop, clickhouse, secrets, volumes, mounts). */ -}}
{{- define "penstock.deployment" -}}
{{- $root := .root -}}
{{- $values := .values -}}
{{- $java := include "penstock.javaOptions" (dict "root" $root "name" .component "resources" $values.resources
      "heapPercent" $values.heapPercent "javaOptions" $values.javaOptions "clickhouse" .clickhouse) -}}
{{- $trust := and .clickhouse $root.Values.clickhouse.tls.existingSecret -}}
apiVersion: apps/v1
kind: Deployment
metadata: {{- include "penstock.metadata" (dict "root" $root "component" .component "name" .name) | nindent 2 }}
spec:
  {{- if .replicas }}
  replicas: {{ .replicas }}
  {{- end }}
  minReadySeconds: {{ $values.minReadySeconds }}
  revisionHistoryLimit: {{ $values.revisionHistoryLimit }}
  strategy: {{- toYaml $values.strategy | nindent 4 }}
  selector:
    matchLabels: {{- include "penstock.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "penstock.labels" (dict "root" $root "component" .component "labels" (tpl (toYaml $values.podLabels) $root | fromYaml)) | nindent 8 }}
      {{- $checksum := dict "checksum/config" (sha256sum .config) }}
      {{- include "penstock.annotations" (dict "root" $root "annotations" (mustMergeOverwrite $checksum (tpl (toYaml $values.podAnnotations) $root | fromYaml))) | nindent 6 }}
    spec:
      serviceAccountName: {{ include "penstock.serviceAccount" $root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
      securityContext: {{- toYaml $root.Values.podSecurityContext | nindent 8 }}
      {{- include "penstock.pullSecrets" $root | nindent 6 }}
      {{- include "penstock.scheduling" . | nindent 6 }}
      {{- include "penstock.spread" . | nindent 6 }}
      {{- if or $trust $values.extraInitContainers }}
      initContainers:
        {{- if $trust }}
        - {{- include "penstock.trustContainer" (dict "root" $root "image" $values.image) | nindent 10 }}
        {{- end }}
        {{- with $values.extraInitContainers }}
        {{- tpl (toYaml .) $root | nindent 8 }}
        {{- end }}
      {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "penstock.image" (dict "root" $root "image" $values.image) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          ports: {{- toYaml .ports | nindent 12 }}
          env:
            - {name: SPRING_CONFIG_ADDITIONAL_LOCATION, value: /etc/penstock/config/}
            {{- with $java }}
            - {name: JDK_JAVA_OPTIONS, value: {{ . | quote }}}
            {{- end }}
            {{- with $values.extraEnv }}
            {{- tpl (toYaml .) $root | nindent 12 }}
            {{- end }}
          {{- with $values.extraEnvFrom }}
          envFrom: {{- tpl (toYaml .) $root | nindent 12 }}
          {{- end }}
          {{- if .preStop }}
          lifecycle:
            preStop:
              {{- if semverCompare ">=1.30-0" $root.Capabilities.KubeVersion.Version }}
              sleep: {seconds: {{ .preStop }}}
              {{- else }}
              exec: {command: ["sleep", {{ .preStop | quote }}]}
              {{- end }}
          {{- end }}
          startupProbe: {{- toYaml .startupProbe | nindent 12 }}
          livenessProbe: {{- toYaml .livenessProbe | nindent 12 }}
          readinessProbe: {{- toYaml .readinessProbe | nindent 12 }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          securityContext: {{- toYaml $root.Values.securityContext | nindent 12 }}
          volumeMounts:
            - {name: config, mountPath: /etc/penstock/config, readOnly: true}
            - {name: data, mountPath: /var/lib/penstock}
            - {name: tmp, mountPath: /tmp}
            {{- if .secrets }}
            - {name: secrets, mountPath: /etc/penstock/secrets, readOnly: true}
            {{- end }}
            {{- if $trust }}
            - {name: trust, mountPath: /var/lib/penstock-trust, readOnly: true}
            {{- end }}
            {{- with .mounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
            {{- with $values.extraVolumeMounts }}
            {{- tpl (toYaml .) $root | nindent 12 }}
            {{- end }}
        {{- with $values.extraContainers }}
        {{- tpl (toYaml .) $root | nindent 8 }}
        {{- end }}
      volumes:
        - name: config
          configMap: {name: {{ .name }}}
        # The one thing it writes: the snapshot of the control topic, which only speeds the next start.
        - name: data
          emptyDir: {sizeLimit: {{ $values.scratchSize }}}
        - name: tmp
          emptyDir: {sizeLimit: {{ $values.scratchSize }}}
        {{- with .secrets }}
        - name: secrets
          projected:
            defaultMode: 0440
            sources: {{- . | nindent 14 }}
        {{- end }}
        {{- if $trust }}
        {{- include "penstock.trustVolumes" $root | nindent 8 }}
        {{- end }}
        {{- with .volumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- with $values.extraVolumes }}
        {{- tpl (toYaml .) $root | nindent 8 }}
        {{- end }}
{{- end -}}

{{- /* Held to it only when there may be more than one pod. Of (root, component, name, values, pods). */ -}}
{{- define "penstock.disruptionBudget" -}}
{{- $budget := .values.podDisruptionBudget -}}
{{- if and $budget.enabled (gt (int .pods) 1) }}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "penstock.metadata" . | nindent 2 }}
spec:
  {{- if toString $budget.minAvailable }}
  minAvailable: {{ $budget.minAvailable }}
  {{- else }}
  maxUnavailable: {{ $budget.maxUnavailable }}
  {{- end }}
  unhealthyPodEvictionPolicy: {{ $budget.unhealthyPodEvictionPolicy }}
  selector:
    matchLabels: {{- include "penstock.selector" . | nindent 6 }}
{{- end }}
{{- end -}}
