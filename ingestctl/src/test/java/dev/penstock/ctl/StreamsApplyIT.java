package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsApplyIT {

    private static final String ORDERS = """
            streams:
              orders:
                own_table: true
                retention: 400d
                columns:
                  - {name: amount, type: "Decimal(18, 2)", from: /order/amount}
                  - {name: currency, type: LowCardinality(String), default: EUR}
              clicks:
                priority: bulk
            """;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by startServers
    private static TestingClickHouse clickHouse;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @BeforeAll
    static void startServers() {
        kafka = TestingKafka.start();
        clickHouse = TestingClickHouse.start();
    }

    @AfterAll
    static void stopServers() {
        clickHouse.close();
        kafka.close();
    }

    @Test
    void streamsAreDefinedOnceAndAgainOnlyWhenTheyAreOthers() throws IOException {
        prepare("once");

        CommandRun dry = apply("once", ORDERS, "--dry-run");
        CommandRun first = apply("once", ORDERS, "-o", "json");
        CommandRun again = apply("once", ORDERS, "-o", "json");
        CommandRun changed = apply(
                "once",
                ORDERS.replace("default: EUR}", "default: EUR}\n      - {name: coupon, type: Nullable(String)}"),
                "-o",
                "json");

        assertThat(dry.exit()).as(dry.err()).isZero();
        assertThat(dry.err()).contains("CREATE TABLE IF NOT EXISTS `once`.`orders_raw`", "nothing was changed");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out())
                .isEqualTo(
                        "{\"streams\":[{\"stream\":\"orders\",\"version\":1,\"definition\":\"new\",\"table\":\"create\"},"
                                + "{\"stream\":\"clicks\",\"version\":1,\"definition\":\"new\",\"table\":\"events_raw\"}]}\n");
        assertThat(again.out())
                .isEqualTo(
                        "{\"streams\":[{\"stream\":\"orders\",\"version\":1,\"definition\":\"same\",\"table\":\"fits\"},"
                                + "{\"stream\":\"clicks\",\"version\":1,\"definition\":\"same\",\"table\":\"events_raw\"}]}\n");
        assertThat(changed.out())
                .contains("{\"stream\":\"orders\",\"version\":2,\"definition\":\"changed\",\"table\":\"extend\"}")
                .contains("{\"stream\":\"clicks\",\"version\":1,\"definition\":\"same\"");
        assertThat(clickHouse.query("SELECT name, type FROM system.columns WHERE database = 'once'"
                        + " AND table = 'orders' AND name IN ('amount', 'currency', 'coupon') ORDER BY name"))
                .isEqualTo("amount\tDecimal(18, 2)\ncoupon\tNullable(String)\ncurrency\tLowCardinality(String)");
    }

    /// One that cannot be is told with all its faults, and keeps the others from being done: the file is one thing.
    @Test
    void whatCannotBeIsRefusedAndNothingIsChanged() throws IOException {
        prepare("refused");
        assertThat(apply("refused", ORDERS).exit()).isZero();

        CommandRun other =
                apply("refused", ORDERS.replace("Decimal(18, 2)", "Int64").replace("bulk", "normal"));
        CommandRun wrong = apply(
                "refused", ORDERS.replace("Decimal(18, 2)", "Enum8('a' = 1)").replace("400d", "long"));
        CommandRun dated = apply("refused", ORDERS.replace("default: EUR", "default: 2026-01-01"));
        CommandRun nothing = apply("refused", "streams: {}");

        assertThat(other.exit()).isEqualTo(4);
        assertThat(other.err())
                .contains(
                        "stream orders does not fit its table",
                        "amount",
                        "Decimal(18, 2)",
                        "Int64",
                        "nothing was changed");
        assertThat(wrong.exit()).isEqualTo(4);
        assertThat(wrong.err()).contains("/columns/0/type", "Enum", "/retention");
        assertThat(dated.exit()).isEqualTo(2);
        assertThat(dated.err()).contains("streams.orders.columns[].default", "quotes");
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(apply("refused", ORDERS, "-o", "json").out())
                .contains("\"stream\":\"orders\",\"version\":1,\"definition\":\"same\"")
                .contains("\"stream\":\"clicks\",\"version\":1,\"definition\":\"same\"");
    }

    private static void prepare(String name) {
        assertThat(ctl(name, "topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1")
                        .exit())
                .isZero();
        assertThat(ctl(name, "schema", "migrate").exit()).isZero();
    }

    private CommandRun apply(String name, String definitions, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("streams.yaml"), definitions);
        List<String> arguments = new ArrayList<>(List.of("streams", "apply", "-f", file.toString()));
        arguments.addAll(List.of(more));
        return ctl(name, arguments.toArray(String[]::new));
    }

    private static CommandRun ctl(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", kafka.bootstrap(), "--topic-prefix", name + "."));
        all.addAll(List.of("--clickhouse-url", clickHouse.url(), "--database", name));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
