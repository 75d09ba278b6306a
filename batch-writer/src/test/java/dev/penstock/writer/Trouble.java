package dev.penstock.writer;

import dev.penstock.local.testing.TestingClickHouse;
import java.util.Map;

/// What keeps ClickHouse from taking rows for a while. Real, but for what the engine cannot do: it has no users, and no
/// replicas.
enum Trouble {
    STOPPED,
    /// Connections are open, and nothing answers.
    HUNG,
    TOO_MANY_PARTS,
    MEMORY_LIMIT,
    /// Read-only by the table's own setting.
    READ_ONLY_TABLE,
    /// By the table's own threshold, above what any disk has.
    DISK_FULL,
    ACCESS_DENIED(497, "Not enough privileges"),
    WRONG_PASSWORD(516, "Authentication failed"),
    READ_ONLY_USER(164, "Cannot execute query in readonly mode"),
    READ_ONLY_REPLICA(242, "Table is in readonly mode"),
    QUOTA_EXCEEDED(201, "Quota for user has been exceeded"),
    OVERLOADED(745, "CPU is overloaded");

    private final int code;
    private final String message;

    Trouble() {
        this(0, "");
    }

    Trouble(int code, String message) {
        this.code = code;
        this.message = message;
    }

    /// Whether ClickHouse answers questions meanwhile.
    boolean answers() {
        return this != STOPPED && this != HUNG;
    }

    void begin(TestingClickHouse clickHouse, String table) {
        switch (this) {
            case STOPPED -> clickHouse.stop();
            case HUNG -> clickHouse.pause();
            case TOO_MANY_PARTS ->
                set(clickHouse, table, "MODIFY SETTING parts_to_delay_insert = 1, parts_to_throw_insert = 1");
            case MEMORY_LIMIT ->
                set(
                        clickHouse,
                        table,
                        "ADD CONSTRAINT large CHECK length(range(if(rowNumberInBlock() = 0, toUInt64(450000000), 0))) > 0");
            case READ_ONLY_TABLE -> set(clickHouse, table, "MODIFY SETTING table_readonly = 1");
            case DISK_FULL ->
                set(clickHouse, table, "MODIFY SETTING min_free_disk_bytes_to_perform_insert = 1000000000000000000");
            case ACCESS_DENIED, WRONG_PASSWORD, READ_ONLY_USER, READ_ONLY_REPLICA, QUOTA_EXCEEDED, OVERLOADED ->
                clickHouse.fault(
                        "error",
                        Map.of(
                                "match",
                                "INSERT INTO",
                                "code",
                                Integer.toString(code),
                                "message",
                                message,
                                "times",
                                "1000"));
        }
    }

    void end(TestingClickHouse clickHouse, String table) {
        switch (this) {
            case STOPPED -> clickHouse.restart();
            case HUNG -> clickHouse.resume();
            case TOO_MANY_PARTS ->
                set(clickHouse, table, "MODIFY SETTING parts_to_delay_insert = 100000, parts_to_throw_insert = 100000");
            case MEMORY_LIMIT -> set(clickHouse, table, "DROP CONSTRAINT large");
            case READ_ONLY_TABLE -> set(clickHouse, table, "RESET SETTING table_readonly");
            case DISK_FULL -> set(clickHouse, table, "RESET SETTING min_free_disk_bytes_to_perform_insert");
            case ACCESS_DENIED, WRONG_PASSWORD, READ_ONLY_USER, READ_ONLY_REPLICA, QUOTA_EXCEEDED, OVERLOADED ->
                clickHouse.clearFaults();
        }
    }

    private static void set(TestingClickHouse clickHouse, String table, String change) {
        clickHouse.execute("ALTER TABLE " + table + " " + change);
    }
}
