{{- define "penstock.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "penstock.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "penstock.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "penstock.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "penstock.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "penstock.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- /* Of (root, component): what selects its pods, and never changes. */ -}}
{{- define "penstock.selector" -}}
app.kubernetes.io/name: {{ include "penstock.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- /* Of (root, component, labels): all labels of an object. */ -}}
{{- define "penstock.labels" -}}
{{- $own := dict "helm.sh/chart" (printf "%s-%s" .root.Chart.Name (.root.Chart.Version | replace "+" "_"))
      "app.kubernetes.io/version" (.root.Chart.AppVersion | trunc 63)
      "app.kubernetes.io/managed-by" .root.Release.Service
      "app.kubernetes.io/part-of" "penstock" -}}
{{- $selector := include "penstock.selector" . | fromYaml -}}
{{- $common := tpl (toYaml .root.Values.commonLabels) .root | fromYaml -}}
{{- toYaml (mustMergeOverwrite (dict) $own $common (default (dict) .labels) $selector) -}}
{{- end -}}

{{- /* Of (root, annotations): "annotations: …", or nothing when there are none. */ -}}
{{- define "penstock.annotations" -}}
{{- $common := tpl (toYaml .root.Values.commonAnnotations) .root | fromYaml -}}
{{- $all := mustMergeOverwrite (dict) $common (default (dict) .annotations) -}}
{{- with $all }}
annotations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Of (root, component, name, annotations, labels): the metadata of an object. */ -}}
{{- define "penstock.metadata" -}}
name: {{ .name }}
namespace: {{ default (include "penstock.namespace" .root) .namespace }}
labels: {{- include "penstock.labels" . | nindent 2 }}
{{- include "penstock.annotations" . }}
{{- end -}}

{{- /* Of (root, image): the image of a component. A digest wins over a tag. */ -}}
{{- define "penstock.image" -}}
{{- $registry := coalesce .root.Values.global.imageRegistry .image.registry .root.Values.image.registry -}}
{{- $name := .image.repository -}}
{{- if $registry -}}{{- $name = printf "%s/%s" (trimSuffix "/" $registry) $name -}}{{- end -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (coalesce .image.tag .root.Values.image.tag .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "penstock.pullSecrets" -}}
{{- $names := concat .Values.global.imagePullSecrets .Values.imagePullSecrets | uniq -}}
{{- with $names }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}
