package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.refusal.Refusal;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the documents say that the code can contradict.
class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = ROOT.resolve("docs");

    /// A row of the page: a property and its default.
    private static final Pattern PROPERTY =
            Pattern.compile("^\\| `(penstock\\.(?:edge|writer)[^`]*)` \\| (?:`([^`]*)`)? *\\|", Pattern.MULTILINE);

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");

    /// What somebody types, in a block or within a sentence.
    private static final Pattern COMMAND = Pattern.compile(
            "(?:^ *|`|\\$ |-- |\\$\\()(?:ingestctl|\\./penstock ctl) ([a-z][^`\n]*)", Pattern.MULTILINE);

    @Test
    void theConfigurationPageHasEveryPropertyWithItsDefault() throws IOException {
        assertThat(documentedProperties()).isEqualTo(propertiesOfTheCode());
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusalHasAHeadingInTheRunbookAndALineInTheApi(Refusal refusal) throws IOException {
        assertThat(Files.readAllLines(DOCS.resolve("runbook.md"))).contains("## " + refusal.code());
        assertThat(Files.readString(DOCS.resolve("api.md")))
                .contains("| `" + refusal.code() + "` | " + refusal.status() + " | "
                        + (refusal.retryable() ? "yes" : "no") + " |");
    }

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            List<Path> pages =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            return Stream.concat(
                    pages.stream(),
                    Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "local-stack/README.md")
                            .map(ROOT::resolve));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkWithinTheProjectLeadsSomewhere(Path document) throws IOException {
        Matcher links = LINK.matcher(Files.readString(document));
        while (links.find()) {
            Path target = links.group(1).isEmpty() ? document : document.resolveSibling(links.group(1));
            assertThat(target).exists();
            if (links.group(2) != null) {
                assertThat(anchors(target)).as(target.toString()).contains(links.group(2));
            }
        }
    }

    /// A command or an option that is renamed must not live on in a page.
    @Test
    void everyCommandOfTheOperatorExistsWithItsOptions() throws IOException {
        Map<String, String> helps = helps();
        Set<String> found = new TreeSet<>();
        for (Path document : documents().toList()) {
            Matcher commands = COMMAND.matcher(Files.readString(document).replaceAll("\\\\\n *", ""));
            while (commands.find()) {
                String line = commands.group(1).replaceFirst("(?:[|;)]| #| \\d?>| <[^ ]).*", "");
                List<String> words = List.of(line.strip().split(" +", -1));
                String first = words.getFirst();
                String both = words.size() > 1 ? first + "-" + words.get(1) : first;
                String help = helps.getOrDefault(both, helps.get(first));
                assertThat(help).as("%s: ingestctl %s", document, line).isNotNull();
                words.stream()
                        .filter(word -> word.matches("--?[a-z].*"))
                        .map(word -> word.replaceFirst("[=\\[].*", ""))
                        .forEach(option -> assertThat(help)
                                .as("%s: ingestctl %s", document, line)
                                .containsPattern(Pattern.quote(option) + "(?![a-z-])"));
                found.add(line);
            }
        }
        assertThat(found).hasSizeGreaterThan(60);
    }

    /// What `--help` of each command says, by the words of the command, joined.
    private static Map<String, String> helps() throws IOException {
        Map<String, String> helps = new TreeMap<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("ingestctl/src/test/resources/help"))) {
            for (Path file : files.toList()) {
                helps.put(file.getFileName().toString().replace(".txt", ""), Files.readString(file));
            }
        }
        return helps;
    }

    /// The headings of a page, as a link names them.
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static Map<String, String> documentedProperties() throws IOException {
        Map<String, String> properties = new TreeMap<>();
        Matcher rows = PROPERTY.matcher(Files.readString(DOCS.resolve("configuration.md")));
        while (rows.find()) {
            properties.put(rows.group(1), Optional.ofNullable(rows.group(2)).orElse(""));
        }
        return properties;
    }

    private static Map<String, String> propertiesOfTheCode() throws IOException {
        Map<String, String> properties = new TreeMap<>();
        List<URL> modules = Collections.list(
                DocumentsTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
        for (URL module : modules) {
            for (JsonNode property :
                    JsonMapper.shared().readTree(module.openStream()).path("properties")) {
                String name = property.path("name").asString();
                if (name.startsWith("penstock.")) {
                    properties.put(name, property.path("defaultValue").asString(""));
                }
            }
        }
        return properties;
    }
}
