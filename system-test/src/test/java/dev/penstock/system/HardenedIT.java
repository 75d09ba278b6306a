package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the images hold does its work as a hardened pod runs it: read-only root, `noexec` where it may write, another
/// user, no capabilities.
///
/// Memory is that of docker-compose.yml, which the JVM is told as a container would tell it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HardenedIT {

    private static final Logger log = LoggerFactory.getLogger(HardenedIT.class);

    private static final long MEBIBYTE = 1 << 20;
    private static final long EDGE_LIMIT = 576 * MEBIBYTE;
    private static final long WRITER_LIMIT = 768 * MEBIBYTE;
    private static final long BOTH_LIMIT = 2048 * MEBIBYTE;
    private static final long STACK_LIMIT = 4096 * MEBIBYTE;

    private final HttpClient http = HttpClient.newHttpClient();

    private Hardened images = new Hardened(Path.of("."), Map.of());
    private @Nullable Pipeline running;

    @BeforeAll
    void start() {
        images = Hardened.build(Map.of(
                "ingest-edge", Map.of("JDK_JAVA_OPTIONS", "-XX:MaxRAM=" + EDGE_LIMIT),
                "batch-writer", Map.of("JDK_JAVA_OPTIONS", "-XX:MaxRAM=" + WRITER_LIMIT)));
        running = Pipeline.start(images, List.of(), List.of());
        Pipeline pipeline = pipeline();
        log.atInfo()
                .addKeyValue("edge", pipeline.edge().readyAfter())
                .addKeyValue("writer", pipeline.writer().readyAfter())
                .log("ready, each beside the other, after");
    }

    @AfterAll
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private Pipeline pipeline() {
        return Objects.requireNonNull(running);
    }

    @Test
    void nothingCanBeWrittenButTheDataNothingExecutedThereAndNoPrivilegeGained() throws IOException {
        String seen = images.shell("ingest-edge", """
                id -u
                touch /app/x /usr/x /opt/java/x /etc/x 2>/dev/null && echo written
                printf '#!/bin/sh\\necho executed\\n' >/tmp/x && chmod 755 /tmp/x && /tmp/x 2>/dev/null
                grep -E '^(CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs)' /proc/self/status | tr -s '\\t\\n' ' '
                """);

        assertThat(seen.lines())
                .containsExactly(
                        "10001",
                        "CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000"
                                + " CapAmb: 0000000000000000 NoNewPrivs: 1 ");
        for (Application application : List.of(pipeline().edge(), pipeline().writer())) {
            assertThat(Files.readAllLines(Path.of("/proc", Long.toString(application.pid()), "status")))
                    .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000");
        }
    }

    @Test
    void aRequestOfEachEncodingIsTakenAndStored() throws IOException, InterruptedException {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        for (String encoding : List.of("identity", "gzip", "deflate", "zstd", "br", "lz4")) {
            byte[] event = "{\"event_name\":\"packed\",\"event_id\":\"packed-%s\"}"
                    .formatted(encoding)
                    .getBytes(StandardCharsets.UTF_8);
            bodies.put(encoding, packed(encoding, event));
        }

        for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
            HttpResponse<String> answer = send(body.getKey(), body.getValue());
            assertThat(answer.statusCode())
                    .as("%s: %s", body.getKey(), answer.body())
                    .isEqualTo(202);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                pipeline().count("SELECT count() FROM penstock.events WHERE event_name = 'packed'"))
                        .isEqualTo(bodies.size()));
    }

    @Test
    void whatTheDemoSendsIsStoredWithinTheMemoryOfThePods() throws IOException, InterruptedException {
        Run demo = demo();
        assertThat(demo.exit()).as(demo.output()).isZero();

        long edge = vitals(pipeline().edge()).residentPeak();
        long writer = vitals(pipeline().writer()).residentPeak();
        long stack = ProcessHandle.current()
                .children()
                .mapToLong(child -> new Vitals(child.pid(), pipeline().edgeUrl()).resident())
                .sum();
        log.atInfo()
                .addKeyValue("edge", edge / MEBIBYTE)
                .addKeyValue("writer", writer / MEBIBYTE)
                .addKeyValue("stack", stack / MEBIBYTE)
                .log("memory in RAM, MiB: the most of edge and writer, and now with Kafka and ClickHouse");
        assertThat(edge).isLessThan(EDGE_LIMIT);
        assertThat(writer).isLessThan(WRITER_LIMIT);
        assertThat(edge + writer).isLessThan(BOTH_LIMIT);
        assertThat(stack).isLessThan(STACK_LIMIT);
    }

    @Test
    void ingestctlWorksInItsImage() {
        assertThat(images.ingestctl(
                        "keys",
                        "list",
                        "--bootstrap-servers",
                        pipeline().kafka().bootstrap()))
                .contains(Pipeline.ORGANIZATION);
        // From another folder too, and the JVM says nothing of its own: what is printed is read by scripts.
        assertThat(images.shell("ingestctl", "cd /tmp && ingestctl --version")).matches("ingestctl \\S+\\R");
    }

    /// The JVM goes on without a cache it cannot use, and netty without its native transport.
    @Test
    void theStartUpCacheAndTheNativeLibrariesAreUsed() throws IOException {
        for (Application application : List.of(pipeline().edge(), pipeline().writer())) {
            List<String> mapped = Files.readAllLines(Path.of("/proc", Long.toString(application.pid()), "maps"));
            assertThat(mapped).as(application.log().toString()).anyMatch(line -> line.endsWith("/app/cache.aot"));
            assertThat(mapped).anyMatch(line -> line.contains("/app/native/libnetty_transport_native_epoll"));
            assertThat(mapped).noneMatch(line -> line.contains(" /tmp/"));
            assertThat(Files.readString(application.log()))
                    .doesNotContain("[aot]")
                    .doesNotContain("UnsatisfiedLink");
        }
    }

    @Test
    void theRuntimeHasTheModulesThatTheJarsUseAndWhatTheyAskForByName() {
        assertThat(Hardened.modules()).contains("images/modules names");

        String known = images.shell("ingestctl", """
                java --list-modules | cut -d @ -f 1
                java -XshowSettings:locale -version 2>&1 | grep -i 'default locale'
                """);
        assertThat(known).contains("jdk.security.auth").contains("jdk.jcmd").contains("default locale");
    }

    /// TLS, elliptic curves, the certificates it trusts anyway, time zones and charsets: what a runtime may lack
    /// unseen.
    @Test
    void theChartsStepThatMakesATrustStoreWorksInTheImage() throws IOException {
        Path step = Path.of("..", "helm", "penstock", "files", "trust-store.sh");
        String said = images.shell(
                "batch-writer", """
                set -e
                cd /tmp
                keytool -genkeypair -keyalg EC -groupname secp384r1 -dname CN=clickhouse -ext san=dns:localhost \
                  -alias own -keystore own -storepass changeit 2>/dev/null
                keytool -exportcert -rfc -alias own -keystore own -storepass changeit >ca.crt 2>/dev/null
                export CA_FILE=/tmp/ca.crt TRUST_STORE=/tmp/trust
                bash -c '%s' >/dev/null 2>&1
                keytool -list -keystore trust -storepass changeit -alias penstock-1 | head -n 1
                keytool -list -keystore trust -storepass changeit 2>/dev/null | grep -c trustedCertEntry
                java -XshowSettings:security:tls -version 2>&1 | grep -c -e TLSv1.3 -e TLS_AES_256_GCM_SHA384
                java -XshowSettings:locale -version 2>&1 | grep -c 'tzdata version'
                """.formatted(Files.readString(step).replace("'", "'\\''")));

        List<String> lines = said.lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst()).contains("penstock-1").contains("trustedCertEntry");
        assertThat(Integer.parseInt(lines.get(1))).isGreaterThan(50);
        assertThat(Integer.parseInt(lines.get(2))).isGreaterThanOrEqualTo(2);
        assertThat(lines.get(3)).isEqualTo("1");
    }

    private Vitals vitals(Application application) {
        return new Vitals(application.pid(), pipeline().edgeUrl());
    }

    private HttpResponse<String> send(String encoding, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        pipeline().edgeUrl().resolve("/v1/events"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + pipeline().key())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!encoding.equals("identity")) {
            request.header("Content-Encoding", encoding);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static byte[] packed(String encoding, byte[] event) throws IOException, InterruptedException {
        return switch (encoding) {
            case "identity" -> event;
            case "zstd" -> Zstd.compress(event);
            case "br" -> brotli(event);
            default -> {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (OutputStream packer = switch (encoding) {
                    case "gzip" -> new GZIPOutputStream(packed);
                    case "deflate" -> new DeflaterOutputStream(packed);
                    case "lz4" -> new LZ4FrameOutputStream(packed);
                    default -> throw new IllegalArgumentException(encoding);
                }) {
                    packer.write(event);
                }
                yield packed.toByteArray();
            }
        };
    }

    private static byte[] brotli(byte[] event) throws IOException, InterruptedException {
        Process node = new ProcessBuilder(
                        "node",
                        "-e",
                        "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream input = node.getOutputStream()) {
            input.write(event);
        }
        byte[] packed = node.getInputStream().readAllBytes();
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return packed;
    }

    private Run demo() throws IOException, InterruptedException {
        Path stack = Path.of("..", "local-stack", "target").toAbsolutePath().normalize();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                stack.resolve("classes") + ":"
                        + Files.readString(stack.resolve("classpath")).strip(),
                "dev.penstock.local.demo.Demo",
                "--events",
                "2000",
                "--json"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("PENSTOCK_EDGE_URL", pipeline().edgeUrl().toString());
        environment.put("PENSTOCK_CLICKHOUSE_URL", pipeline().clickHouse().url());
        environment.put("PENSTOCK_KEY", pipeline().key());
        environment.put("PENSTOCK_TERMINAL", "0");
        environment.put(
                "PENSTOCK_DEMO_EXAMPLES",
                Path.of("..", "local-stack/node_modules/@octokit/webhooks-examples/api.github.com/index.json")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private record Run(int exit, String output) {}
}
