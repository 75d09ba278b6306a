package dev.penstock.helm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/// The objects that a chart was rendered to.
record Rendered(List<Node> objects) {

    static Rendered of(String text) {
        List<Node> objects = new ArrayList<>();
        for (Object document : new Yaml().loadAll(text)) {
            if (document != null) {
                objects.add(new Node(document));
            }
        }
        return new Rendered(List.copyOf(objects));
    }

    Stream<Node> all(String kind) {
        return objects.stream().filter(object -> object.text("kind").equals(kind));
    }

    boolean has(String kind) {
        return all(kind).findAny().isPresent();
    }

    /// The one object of its kind whose name ends so.
    Node one(String kind, String end) {
        List<Node> found = all(kind)
                .filter(object -> object.text("metadata.name").endsWith(end))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects " + kind + " …" + end);
        }
        return found.getFirst();
    }

    /// What is a pod, or makes pods: each with the pod's spec.
    Map<String, Node> pods() {
        Map<String, Node> pods = new LinkedHashMap<>();
        for (Node object : objects) {
            Optional<String> path = switch (object.text("kind")) {
                case "Deployment", "Job" -> Optional.of("spec.template");
                case "CronJob" -> Optional.of("spec.jobTemplate.spec.template");
                case "Pod" -> Optional.of("");
                default -> Optional.empty();
            };
            path.ifPresent(to -> pods.put(object.text("kind") + "/" + object.text("metadata.name"), object.at(to)));
        }
        return pods;
    }

    /// The application.yaml of edge or writer.
    Node application(String component) {
        return new Node(
                new Yaml().load(one("ConfigMap", "-" + component).at("data").text("[application.yaml]")));
    }

    /// A part of an object.
    ///
    /// @param value a map, a list, a text, a number, a truth value, or nothing
    record Node(@Nullable Object value) {

        /// The part at a path such as `spec.template`; `[a.b]` is a name with dots in it, a number a place in a
        /// list, nothing the object itself.
        Node at(String path) {
            if (path.isEmpty()) {
                return this;
            }
            Object now = value;
            for (String step :
                    path.startsWith("[") ? List.of(path.substring(1, path.length() - 1)) : List.of(path.split("\\."))) {
                now = step(now, step);
            }
            return new Node(now);
        }

        private static @Nullable Object step(@Nullable Object from, String step) {
            if (from instanceof Map<?, ?> map) {
                return map.get(step);
            }
            if (from instanceof List<?> list && step.matches("\\d+") && Integer.parseInt(step) < list.size()) {
                return list.get(Integer.parseInt(step));
            }
            return null;
        }

        String text(String path) {
            return String.valueOf(at(path).value);
        }

        boolean missing(String path) {
            return at(path).value == null;
        }

        List<Node> list(String path) {
            return at(path).value instanceof List<?> list
                    ? list.stream().<Node>map(Node::new).toList()
                    : List.of();
        }

        Map<String, Node> map(String path) {
            Map<String, Node> map = new LinkedHashMap<>();
            if (at(path).value instanceof Map<?, ?> found) {
                found.forEach((key, each) -> map.put(String.valueOf(key), new Node(each)));
            }
            return map;
        }

        /// The entry of a list whose `name` is this.
        Node named(String path, String name) {
            return list(path).stream()
                    .filter(each -> each.text("name").equals(name))
                    .findFirst()
                    .orElse(new Node(null));
        }
    }
}
