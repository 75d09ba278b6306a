package dev.penstock.ctl.doctor;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.connect.ClickHousePool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl doctor`. Every check stands alone: what cannot be asked is a finding, and the others go on.
@Command(
        name = "doctor",
        description = {
            "Check Kafka, ClickHouse, the control topic and the writers against what Penstock promises, and say what to"
                    + " do. Changes nothing.",
            "Ends with 3 when a promise is not kept, or cannot be."
        },
        footer = {"", "Example:", "  ingestctl doctor", "  ingestctl doctor --output json"})
public final class DoctorCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--writer-group",
            paramLabel = "<group>",
            defaultValue = "${env:PENSTOCK_WRITER_GROUP:-penstock-writer}",
            description = "The group of the writers (PENSTOCK_WRITER_GROUP; now ${DEFAULT-VALUE}).")
    private String group = "";

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    private final List<Diagnosis> found = new ArrayList<>();

    public DoctorCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        KafkaChecks kafka = new KafkaChecks(options.topicPrefix(), options.kafka(), group);
        look("topics", "check --bootstrap-servers and --kafka-config", kafka::topics);
        look("control", "ingestctl topics apply", this::control);
        look("writers", "let us describe groups", kafka::writers);
        look("acls", "let us describe acls", kafka::acls);
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            ClickHouseChecks clickHouse = new ClickHouseChecks(pool, options.clickHouse(), clock);
            String advice = "check --clickhouse-url, PENSTOCK_CLICKHOUSE_USER and PENSTOCK_CLICKHOUSE_PASSWORD";
            look("schema", advice, clickHouse::schema);
            look("deduplication", advice, clickHouse::deduplication);
            look("clock", advice, clickHouse::clock);
        }
        TextTable table = new TextTable("CHECK", "", "FINDING", "DO");
        found.forEach(one -> table.add(one.check(), one.grade().toString(), one.finding(), one.advice()));
        long trouble = count(Diagnosis.Grade.TROUBLE);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("trouble", trouble);
        document.put("notes", count(Diagnosis.Grade.NOTE));
        document.put("checks", found.stream().map(Diagnosis::document).toList());
        terminal.result(options.output(), table, document);
        terminal.notice(
                trouble == 0
                        ? "nothing is wrong; " + count(Diagnosis.Grade.NOTE) + " things to know"
                        : trouble + " things are wrong");
        return (trouble == 0 ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
    }

    private List<Diagnosis> control() throws ControlUnavailableException {
        ControlChecks checks = new ControlChecks(planes.open().read());
        List<Diagnosis> all = new ArrayList<>(checks.keys());
        all.addAll(checks.streams());
        return all;
    }

    private void look(String check, String advice, Check looking) {
        try {
            found.addAll(looking.look());
        } catch (KafkaException | SQLException | ControlUnavailableException e) {
            found.add(Diagnosis.trouble(check, "cannot be looked at: " + firstLine(e), advice));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private long count(Diagnosis.Grade grade) {
        return found.stream().filter(one -> one.grade() == grade).count();
    }

    private interface Check {
        List<Diagnosis> look() throws SQLException, ControlUnavailableException;
    }
}
