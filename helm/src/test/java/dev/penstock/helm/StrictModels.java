package dev.penstock.helm;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.helm.Rendered.Node;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The models of fabric8, which put a field they do not know into a map of its own.
final class StrictModels {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Class<?>> MODELS = Map.ofEntries(
            Map.entry("Certificate", Certificate.class),
            Map.entry("ConfigMap", ConfigMap.class),
            Map.entry("CronJob", CronJob.class),
            Map.entry("Deployment", Deployment.class),
            Map.entry("HTTPRoute", HTTPRoute.class),
            Map.entry("HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("Ingress", Ingress.class),
            Map.entry("Job", Job.class),
            Map.entry("NetworkPolicy", NetworkPolicy.class),
            Map.entry("Pod", Pod.class),
            Map.entry("PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("PodMonitor", PodMonitor.class),
            Map.entry("PrometheusRule", PrometheusRule.class),
            Map.entry("Service", Service.class),
            Map.entry("ServiceAccount", ServiceAccount.class),
            Map.entry("ServiceMonitor", ServiceMonitor.class));

    private StrictModels() {}

    static Set<String> kinds() {
        return MODELS.keySet();
    }

    /// Adds the fields of an object that the model of its kind does not know.
    static void unknown(String path, Node object, String kind, List<String> unknown) {
        walk(path, JSON.convertValue(object.value(), MODELS.get(kind)), unknown);
    }

    private static void walk(String path, @Nullable Object value, List<String> unknown) {
        switch (value) {
            case Collection<?> list -> list.forEach(each -> walk(path + "[]", each, unknown));
            case Map<?, ?> map -> map.forEach((key, each) -> walk(path + "." + key, each, unknown));
            case null -> {}
            default -> fields(path, value, unknown);
        }
    }

    private static void fields(String path, Object value, List<String> unknown) {
        Class<?> type = value.getClass();
        while (type != null && type.getName().startsWith("io.fabric8.") && !type.isEnum()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field(path, value, field, unknown);
                }
            }
            type = type.getSuperclass();
        }
    }

    private static void field(String path, Object value, Field field, List<String> unknown) {
        try {
            field.setAccessible(true);
            Object part = field.get(value);
            if (!field.getName().equals("additionalProperties")) {
                walk(path + "." + field.getName(), part, unknown);
            } else if (part instanceof Map<?, ?> map && !map.isEmpty()) {
                unknown.add(path + ": unknown " + map.keySet());
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
