package dev.penstock.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A pod of a rendered chart on this machine: its image, its environment, its volumes at the places where it
/// mounts them, and nothing else. Where Kubernetes would not start it, neither does this.
///
/// @param template its metadata and spec
/// @param objects Secrets and ConfigMaps, by kind and name
/// @param images what its image holds
/// @param folder where its volumes lie
record Pod(JsonNode template, Map<String, JsonNode> objects, Hardened images, Path folder) {

    private static final Pattern IMAGE = Pattern.compile("registry\\.example\\.com/penstock/([a-z-]+):0\\.1\\.0");
    private static final Pattern ANNOTATION = Pattern.compile("metadata\\.annotations\\['(.*)']");
    private static final Pattern ENTRYPOINT = Pattern.compile("^ENTRYPOINT (\\[.*])$", Pattern.MULTILINE);

    /// How to run the first container's program, or, in the place of it, something else in that container.
    ///
    /// @param instead what `kubectl exec` would run; nothing for the program
    /// @param more variables that the pod does not have: ports, where pods share those of one machine
    List<String> command(List<String> instead, Map<String, String> more) {
        return command(template.at("/spec/containers/0"), instead, more);
    }

    /// The same of each container that runs before.
    List<List<String>> before() {
        List<List<String>> commands = new ArrayList<>();
        template.at("/spec/initContainers").forEach(container -> commands.add(command(container, List.of(), Map.of())));
        return commands;
    }

    private static String module(JsonNode container) {
        Matcher image = IMAGE.matcher(container.path("image").asString());
        if (!image.matches()) {
            throw new IllegalStateException("nobody has pushed " + container.path("image"));
        }
        return image.group(1);
    }

    private List<String> command(JsonNode container, List<String> instead, Map<String, String> more) {
        List<String> options = new ArrayList<>();
        Map<String, String> environment = new LinkedHashMap<>();
        container.path("env").forEach(variable -> environment.put(text(variable, "name"), value(variable)));
        environment.putAll(more);
        environment.forEach((name, value) -> options.addAll(List.of("--env", name + "=" + value)));
        container.path("volumeMounts").forEach(mount -> options.addAll(mount(mount)));
        List<String> words = new ArrayList<>();
        if (container.has("workingDir")) {
            words.addAll(List.of("env", "--chdir=" + text(container, "workingDir")));
        }
        words.addAll(instead.isEmpty() ? program(container) : instead);
        return images.command(module(container), options, words);
    }

    private static List<String> program(JsonNode container) {
        List<String> words = new ArrayList<>();
        if (container.has("command")) {
            container.path("command").forEach(word -> words.add(word.asString()));
        } else {
            words.addAll(entrypoint(module(container)));
        }
        container.path("args").forEach(word -> words.add(word.asString()));
        return words;
    }

    private static List<String> entrypoint(String module) {
        Matcher found = ENTRYPOINT.matcher(read(Path.of("..", module, "Dockerfile")));
        if (!found.find()) {
            throw new IllegalStateException("no ENTRYPOINT of " + module);
        }
        List<String> words = new ArrayList<>();
        JsonMapper.shared().readTree(found.group(1)).forEach(word -> words.add(word.asString()));
        return words;
    }

    private String value(JsonNode variable) {
        JsonNode secret = variable.at("/valueFrom/secretKeyRef");
        return secret.isMissingNode()
                ? text(variable, "value")
                : datum("Secret", text(secret, "name"), text(secret, "key"));
    }

    private List<String> mount(JsonNode mount) {
        String place = text(mount, "mountPath");
        for (JsonNode volume : template.at("/spec/volumes")) {
            if (!text(volume, "name").equals(text(mount, "name"))) {
                continue;
            }
            Path files = lay(volume);
            boolean readOnly = mount.path("readOnly").asBoolean(false) || !volume.has("emptyDir");
            return List.of("--volume", files + ":" + place + (readOnly ? "" : ":rw"));
        }
        throw new IllegalStateException("no volume " + mount.path("name"));
    }

    private Path lay(JsonNode volume) {
        Path files = folder.resolve(text(volume, "name"));
        directory(files);
        if (volume.has("configMap")) {
            lay(files, "ConfigMap", text(volume.path("configMap"), "name"), volume.path("configMap"));
        }
        if (volume.has("secret")) {
            lay(files, "Secret", text(volume.path("secret"), "secretName"), volume.path("secret"));
        }
        volume.at("/projected/sources")
                .forEach(source -> lay(files, "Secret", text(source.path("secret"), "name"), source.path("secret")));
        volume.at("/downwardAPI/items").forEach(item -> {
            Matcher annotation =
                    ANNOTATION.matcher(item.at("/fieldRef/fieldPath").asString());
            if (!annotation.matches()) {
                throw new IllegalStateException("not known here: " + item);
            }
            write(files.resolve(text(item, "path")), text(template.at("/metadata/annotations"), annotation.group(1)));
        });
        return files;
    }

    private void lay(Path files, String kind, String name, JsonNode source) {
        if (source.has("items")) {
            source.path("items")
                    .forEach(item -> write(files.resolve(text(item, "path")), datum(kind, name, text(item, "key"))));
        } else {
            object(kind, name)
                    .path("data")
                    .propertyNames()
                    .forEach(key -> write(files.resolve(key), datum(kind, name, key)));
        }
    }

    private JsonNode object(String kind, String name) {
        JsonNode object = objects.get(kind + "/" + name);
        if (object == null) {
            throw new IllegalStateException("there is no " + kind + " " + name);
        }
        return object;
    }

    private String datum(String kind, String name, String key) {
        JsonNode value = object(kind, name).path("data").path(key);
        if (value.isMissingNode()) {
            throw new IllegalStateException("the " + kind + " " + name + " has no " + key);
        }
        return kind.equals("Secret") ? new String(value.binaryValue(), StandardCharsets.UTF_8) : value.asString();
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            throw new IllegalStateException("no " + name + " in " + node);
        }
        return value.asString();
    }

    private static void directory(Path place) {
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder " + place, e);
        }
    }

    private static void write(Path file, String text) {
        directory(file.resolveSibling("."));
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
