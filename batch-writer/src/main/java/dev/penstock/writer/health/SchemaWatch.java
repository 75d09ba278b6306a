package dev.penstock.writer.health;

import dev.penstock.sink.migrate.SchemaStatus;
import dev.penstock.sink.migrate.SchemaVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the version of the schema, often until it is the one this writer needs and now and then afterwards.
/// Nothing is inserted before it was seen to be; ClickHouse going away later changes nothing about it.
public final class SchemaWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SchemaWatch.class);

    private static final Duration IMPATIENT = Duration.ofSeconds(1);

    private static final Duration CALM = Duration.ofSeconds(30);

    private final DataSource pool;
    private final String database;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("schema-watch").factory());

    private volatile @Nullable SchemaStatus status;
    private boolean told;

    public SchemaWatch(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// Begins to look.
    public void start() {
        thread.execute(this::watch);
    }

    /// Tells whether the schema is known to be what this writer needs.
    public boolean sufficient() {
        SchemaStatus seen = status;
        return seen != null && seen.sufficient();
    }

    /// What was seen last, or null when nothing could be seen yet.
    public @Nullable SchemaStatus status() {
        return status;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    // What a look throws is told by it; whatever it is, the next one follows.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void watch() {
        try {
            look();
        } finally {
            Duration pause = sufficient() ? CALM : IMPATIENT;
            if (!thread.isShutdown()) {
                thread.schedule(this::watch, pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void look() {
        try {
            status = SchemaVersion.read(pool, database);
        } catch (SQLException e) {
            // That ClickHouse is away says nothing about the schema; who inserts will notice.
            log.atDebug().setCause(e).log("the schema could not be looked at, will look again");
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("the schema could not be looked at, will look again");
        }
        tell();
    }

    private void tell() {
        if (sufficient()) {
            if (told) {
                log.atInfo().log("the schema is the one this writer needs");
            }
            told = false;
        } else if (!told) {
            told = true;
            SchemaStatus seen = status;
            log.atWarn()
                    .addKeyValue("current", seen == null ? "unknown" : seen.current())
                    .addKeyValue("needed", SchemaVersion.NEEDED)
                    .log("the schema is not the one this writer needs, waiting for its migration");
        }
    }
}
