package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Who has Kubernetes, Kafka and ClickHouse, and never saw Penstock, types what docs/operations.md says under
/// *Install* and nothing else, and has an event in ClickHouse at the end.
///
/// Kafka is three brokers that ask for a password over TLS and allow what their rules say; ClickHouse is the
/// engine with the grants of that page's user, behind TLS and a password. Of Kubernetes there is
/// [SmallCluster]. Not tried: a cluster, a registry, `clickhouse-client`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsPageIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Page page = Page.of("operations.md");
    private final Page install = page.section("Install");

    private GuardedKafka kafka;
    private GuardedClickHouse clickHouse;
    private SmallCluster cluster;
    private PastedCommands shell;

    private Path work;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        work = Files.createDirectory(temporary.resolve("checkout"));
        OwnCertificate ofKafka = OwnCertificate.make(temporary, "kafka");
        OwnCertificate ofClickHouse = OwnCertificate.make(temporary, "clickhouse");
        kafka = new GuardedKafka(temporary, ofKafka);
        kafka.startTwoMore();
        clickHouse = new GuardedClickHouse(temporary.resolve("clickhouse"), ofClickHouse);
        cluster = new SmallCluster(Files.createDirectory(temporary.resolve("cluster")), work, Hardened.build(Map.of()));

        // What the page says one has: a checkout, and files of the two administrators.
        for (String folder : List.of("helm", "ingestctl")) {
            Files.createSymbolicLink(work.resolve(folder), ROOT.resolve(folder));
        }
        Files.copy(ofKafka.pem(), work.resolve("kafka-ca.crt"));
        Files.copy(ofClickHouse.pem(), work.resolve("clickhouse-ca.crt"));
        Files.copy(kafka.adminFile(), work.resolve("admin.properties"));

        shell = new PastedCommands(work);
        shell.add("kubectl", true, cluster::kubectl);
        shell.add("helm", false, cluster::helm);
        shell.add("kafka-configs.sh", false, (words, input) -> kafkaConfigs(words));
        shell.add("kafka-acls.sh", false, (words, input) -> {
            // Its own folder is where it is typed.
            GuardedKafka.acls(words.stream()
                    .map(word ->
                            word.equals("admin.properties") ? work.resolve(word).toString() : word)
                    .toList());
            return new Pipeline.CtlRun(0, "", "");
        });
        shell.add("clickhouse-client", true, (words, input) -> {
            clickHouse.administer(input);
            return new Pipeline.CtlRun(0, "", "");
        });
    }

    @AfterAll
    void stop() {
        Closing.all(shell, cluster, clickHouse, kafka);
    }

    @Test
    @Order(1)
    void fromTheValuesToTheFirstEventNothingIsNeededThatIsNotOnThePage() throws IOException {
        List<String> values = install.blocks("yaml");
        assertThat(values).hasSize(1);
        Files.writeString(work.resolve("values.yaml"), here(values.getFirst()));

        Pipeline.CtlRun run = shell.paste(here(install.commands()));

        assertThat(run.exit()).as(run.output() + run.errors()).isZero();
        assertThat(run.output())
                .contains("{\"accepted\":1,\"ack\":")
                .containsPattern("event [0-9a-f-]{36} can be queried")
                .containsPattern("event_name: +greeting\n")
                .containsPattern("event_name: +penstock_helm_test\n");
        for (String component : List.of("edge", "writer")) {
            assertThat(Files.readString(cluster.log(component)))
                    .doesNotContain("AuthorizationException")
                    .doesNotContain("ACCESS_DENIED");
        }
        assertThat(clickHouse.statements())
                .last()
                .asString()
                .contains("CREATE ROLE IF NOT EXISTS `penstock_reader_acme`");
        assertThat(cluster.notes().lines().map(String::strip))
                .filteredOn(line -> line.matches("(kubectl|curl|KEY=).*"))
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> assertThat(install.text()).contains(line));
    }

    @Test
    @Order(2)
    void whatTheOperatorTypesAfterwardsWorksInItsPod() throws IOException {
        Pipeline.CtlRun run = shell.paste(here(page.section("Command line").commands()));

        assertThat(run.exit()).as(run.output() + run.errors()).isZero();
        assertThat(run.output()).contains("acme").contains("orders");
        assertThat(Files.readString(work.resolve("plan.json"))).contains("penstock.events");
    }

    /// The steps again, on topics and tables that are there, with the rights of that user.
    @Test
    @Order(3)
    void anUpgradeTakesTheStepsAgain() throws IOException {
        Pipeline.CtlRun run = shell.paste(here(page.section("Upgrade").commands()));

        assertThat(run.exit()).as(run.output() + run.errors()).isZero();
    }

    /// Names of the page that are other ones here.
    private String here(String text) {
        String first = kafka.bootstrap().replaceFirst(",.*", "");
        return text.replace("kafka-0.kafka:9094,kafka-1.kafka:9094,kafka-2.kafka:9094", kafka.bootstrap())
                .replace("kafka-0.kafka:9094", first)
                .replace("https://clickhouse.example.com:8443", clickHouse.url())
                .replace("127.0.0.1:8080", cluster.edge().getAuthority());
    }

    /// Kafka's own, from the libraries of the local broker.
    private Pipeline.CtlRun kafkaConfigs(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Files.readString(ROOT.resolve("local-stack/target/classpath")).strip(),
                "kafka.admin.ConfigCommand"));
        command.addAll(words);
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Pipeline.CtlRun(process.exitValue(), said, "");
    }
}
