package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The SBOM of each application says what is in its jar, and under which licences.
///
/// Maven makes it unless it runs with `-o`.
class BillOfMaterialsIT {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    /// Boot puts it in for `java -Djarmode=tools`; the images leave it out.
    private static final String OF_BOOT = "spring-boot-jarmode-tools-";

    /// Empty jars, which are there for what they depend on; Boot leaves them out.
    private static final String STARTERS = "pkg:maven/org.springframework.boot/spring-boot-starter";

    /// What Apache-2.0 software may be shipped with. A component that offers a choice needs one of them.
    private static final Set<String> LICENCES = Set.of(
            "Apache-2.0",
            "MIT",
            "MIT-0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "Go License");

    /// Its POM says "BSD", which the plugin takes for that of four clauses; its sources have the three.
    private static final String READ_IN_ITS_SOURCES = "pkg:maven/tech.uom.lib/uom-lib-common@2.2?type=jar";

    @ParameterizedTest
    @ValueSource(strings = {"ingest-edge", "batch-writer", "ingestctl"})
    void listsEveryJarOfTheApplicationByItsDigest(String module) {
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode component : components(module)) {
            if (component.path("purl").asString().startsWith(STARTERS)) {
                continue;
            }
            for (JsonNode hash : component.path("hashes")) {
                if (hash.path("alg").asString().equals("SHA-256")) {
                    listed.put(
                            hash.path("content").asString(),
                            component.path("purl").asString());
                }
            }
        }

        Map<String, String> shipped = jars(module);
        assertThat(shipped).hasSizeGreaterThan(20);
        assertThat(new TreeSet<>(listed.keySet()))
                .as("listed %s, shipped %s", listed, shipped)
                .isEqualTo(new TreeSet<>(shipped.keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-edge", "batch-writer", "ingestctl"})
    void namesALicenceOfEachThatMayBeShipped(String module) {
        Map<String, Set<String>> others = new TreeMap<>();
        for (JsonNode component : components(module)) {
            Set<String> licences = licences(component);
            String name = component.path("purl").asString();
            if (licences.stream().noneMatch(LICENCES::contains) && !name.equals(READ_IN_ITS_SOURCES)) {
                others.put(name, licences);
            }
        }

        assertThat(others)
                .as("components under licences that nobody has looked at")
                .isEmpty();
    }

    private static Set<String> licences(JsonNode component) {
        Set<String> licences = new TreeSet<>();
        for (JsonNode choice : component.path("licenses")) {
            JsonNode licence = choice.path("license");
            licences.add(licence.path("id").asString(licence.path("name").asString("")));
            licences.addAll(Arrays.asList(choice.path("expression").asString("").split(" OR ")));
        }
        licences.remove("");
        return licences;
    }

    private static List<JsonNode> components(String module) {
        Path sbom = Path.of("..", module, "target", "sbom", "application.cdx.json");
        try {
            JsonNode document = JsonMapper.shared().readTree(Files.readString(sbom));
            assertThat(document.path("bomFormat").asString()).isEqualTo("CycloneDX");
            return document.path("components").valueStream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no " + sbom + "; mvn -o package makes none, mvn package does", e);
        }
    }

    /// Digest and name of each jar in the application's.
    private static Map<String, String> jars(String module) {
        try (JarFile jar = open(module)) {
            return jar.stream()
                    .filter(entry -> entry.getName().startsWith(LIBRARIES) && !entry.isDirectory())
                    .filter(entry -> !entry.getName().startsWith(LIBRARIES + OF_BOOT))
                    .collect(Collectors.toMap(
                            entry -> digest(jar, entry),
                            entry -> entry.getName().substring(LIBRARIES.length()),
                            (one, same) -> one,
                            TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of " + module + " cannot be read", e);
        }
    }

    private static JarFile open(String module) throws IOException {
        return new JarFile(Application.jarOf(module).toFile());
    }

    private static String digest(JarFile jar, JarEntry entry) {
        try (InputStream content = jar.getInputStream(entry)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + entry.getName(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
