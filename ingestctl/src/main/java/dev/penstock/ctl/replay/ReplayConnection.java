package dev.penstock.ctl.replay;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.log.EventsLog;
import dev.penstock.ctl.replay.plan.PlanText;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.Database;
import dev.penstock.ctl.replay.shadow.ReplayState;
import dev.penstock.model.topic.Topic;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.migrate.TableEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/// ClickHouse and Kafka, as the commands of a replay need them.
final class ReplayConnection implements AutoCloseable {

    // As long as a slice of a comparison may take.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");

    private final GlobalOptions options;
    private final HikariDataSource pool;
    private final Database database;

    /// @param connections most statements at once
    ReplayConnection(GlobalOptions options, int connections) {
        if (options.tableEngines() != TableEngines.ONE_SERVER) {
            throw ReplayRefusedException.refused(
                    "a replay cannot be done on a cluster yet", "leave --clickhouse-cluster out for one server");
        }
        this.options = options;
        this.pool = ClickHousePool.open(options.clickHouse(), connections, PATIENCE);
        this.database = new Database(pool, options.clickHouse().database());
    }

    DataSource pool() {
        return pool;
    }

    Database database() {
        return database;
    }

    ReplayState state(String id) {
        return new ReplayState(database, id);
    }

    static EventsLog log(GlobalOptions options) {
        return new EventsLog(Topic.EVENTS.name(options.topicPrefix()), options.kafka());
    }

    /// Finds a plan by the name of its file, or by its id.
    ///
    /// @throws ReplayRefusedException when there is none, or it is for another database
    ReplayPlan plan(String fileOrId) throws SQLException {
        Path file = Path.of(fileOrId);
        ReplayPlan plan;
        if (ID.matcher(fileOrId).matches() && !Files.exists(file)) {
            plan = state(fileOrId).plan();
        } else {
            try {
                plan = PlanText.read(Files.readString(file));
            } catch (IOException e) {
                throw ReplayRefusedException.unclear(
                        "--plan " + fileOrId + " cannot be read",
                        "name a file that `ingestctl replay plan` has written, or an id of `ingestctl replay status`");
            }
        }
        if (!plan.database().equals(options.clickHouse().database())) {
            throw ReplayRefusedException.refused(
                    "the plan is for the database " + plan.database() + ", and this is "
                            + options.clickHouse().database(),
                    "type --database=" + plan.database());
        }
        return plan;
    }

    /// The plan of a replay that was run to its end.
    ///
    /// @throws ReplayRefusedException when it was not
    ReplayPlan finished(String fileOrId) throws SQLException {
        ReplayPlan plan = plan(fileOrId);
        if (!state(plan.id()).exists()) {
            throw ReplayRefusedException.refused(
                    "replay " + plan.id() + " was not run", "run it with " + Texts.run(fileOrId));
        }
        if (!Standing.of(plan, state(plan.id()).progress()).isDone()) {
            throw ReplayRefusedException.refused(
                    "replay " + plan.id() + " is not finished", "let it go on with " + Texts.run(fileOrId));
        }
        return plan;
    }

    @Override
    public void close() {
        pool.close();
    }
}
