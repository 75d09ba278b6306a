package dev.penstock.sink.insert;

import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.connect.Identifier;
import dev.penstock.sink.failure.InsertFailures;
import dev.penstock.sink.failure.InsertResult;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// The one way in which rows are sent to a table: with what makes ClickHouse's answer be about these rows, and with
/// the answer judged ([InsertAnswer]). Thread-safe.
final class JudgedInserts {

    private final String database;
    private final InsertExchange exchange;

    /// Sends into tables of the database of `clickHouse`.
    ///
    /// @param timeout longest time for one statement, before its outcome is given up as unknown
    JudgedInserts(ClickHouseSettings clickHouse, Duration timeout) {
        this.database = Identifier.checked("database", clickHouse.database());
        this.exchange = new InsertExchange(clickHouse, timeout);
    }

    /// Sends rows once, and says what came of it. When it returns, nothing reads their bytes any more.
    InsertResult insert(Rows rows) {
        String queryId = UUID.randomUUID().toString();
        Map<String, String> settings = new LinkedHashMap<>(rows.settings());
        settings.put("database", database);
        // The answer must be about these rows, and come after they are stored: a head that left before says 200.
        settings.put("async_insert", "0");
        settings.put("wait_end_of_query", "1");
        settings.put("send_progress_in_http_headers", "0");
        // A column that the table no longer has is an error, not something to drop.
        settings.put("input_format_skip_unknown_fields", "0");
        settings.put("insert_deduplication_token", rows.token());
        try {
            return exchange.send(rows.statement(), queryId, rows.body(), rows.bytes(), settings)
                    .judge(queryId, rows.count(), rows.bytes());
        } catch (IOException e) {
            return InsertFailures.ofTransport(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return InsertFailures.ofTransport(e);
        }
    }

    /// Runs a statement without rows once; it has come to its end if that is [InsertResult.Stored].
    InsertResult execute(String statement, Map<String, String> settings) {
        return insert(new Rows(
                statement, 0, InputStream::nullInputStream, 0, UUID.randomUUID().toString(), settings));
    }

    /// What one statement sends.
    ///
    /// @param statement `INSERT INTO …` up to its format
    /// @param body opens the bytes from the first one each time
    /// @param token by which ClickHouse knows the same rows when they come again
    /// @param settings of ClickHouse for their format
    record Rows(
            String statement,
            int count,
            Supplier<InputStream> body,
            int bytes,
            String token,
            Map<String, String> settings) {

        Rows {
            settings = Map.copyOf(settings);
        }
    }
}
