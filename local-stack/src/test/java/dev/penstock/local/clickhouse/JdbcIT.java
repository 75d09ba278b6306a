package dev.penstock.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.ConnectionImpl;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The JDBC driver and the pool of the product, unmodified, with a URL that names nothing but the address.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcIT {

    private final TestingClickHouse clickHouse = TestingClickHouse.start();
    private final HikariDataSource pool = pool(clickHouse);

    @BeforeAll
    void create() throws SQLException {
        execute("CREATE DATABASE jdbc");
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("DROP TABLE IF EXISTS jdbc.t");
    }

    @AfterAll
    void close() {
        pool.close();
        clickHouse.close();
    }

    @Test
    void batchesOfAThousandRowsArriveWhole() throws SQLException {
        execute("CREATE TABLE jdbc.t (id UInt64, text String) ENGINE = MergeTree ORDER BY id");
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO jdbc.t (id, text) VALUES (?, ?)")) {
            for (int i = 0; i < 1_000; i++) {
                insert.setLong(1, i);
                insert.setString(2, "it's line\n\n" + i + "\\ ключ ☃");
                insert.addBatch();
            }
            assertThat(Arrays.stream(insert.executeBatch()).sum()).isEqualTo(1_000);
        }

        assertThat(one("SELECT count(), uniqExact(text), sum(id) FROM jdbc.t")).isEqualTo("1000,1000,499500");
        assertThat(one("SELECT text FROM jdbc.t WHERE id = 7")).isEqualTo("it's line\n\n7\\ ключ ☃");
    }

    @Test
    void commonTypesReadAsTheirJavaValues() throws SQLException {
        UUID uuid = UUID.fromString("018f3c2e-1b7a-7c39-8d9e-0242ac120002");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT toInt8(-8) AS i8, toUInt64(18446744073709551615) AS u64, toInt128('-170141183460469231731687303715884105728') AS i128,
                               toFloat32(1.5) AS f32, 2.25 AS f64, true AS b, 'text' AS s, toFixedString('ab', 2) AS fs,
                               toDecimal64('12.345', 3) AS d, toDate('2026-01-02') AS date,
                               toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC') AS dt64,
                               toUUID('018f3c2e-1b7a-7c39-8d9e-0242ac120002') AS uuid, toIPv6('::1') AS ip,
                               [1, 2, 3]::Array(UInt32) AS a, map('k', 1) AS m, toLowCardinality('low') AS lc,
                               CAST(NULL, 'Nullable(String)') AS n, tuple(1, 'x') AS t, CAST('b', 'Enum8(''a''=1, ''b''=2)') AS e
                        """)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getByte("i8")).isEqualTo((byte) -8);
            assertThat(row.getObject("u64")).hasToString("18446744073709551615");
            assertThat(row.getObject("i128")).hasToString("-170141183460469231731687303715884105728");
            assertThat(row.getFloat("f32")).isEqualTo(1.5f);
            assertThat(row.getDouble("f64")).isEqualTo(2.25);
            assertThat(row.getBoolean("b")).isTrue();
            assertThat(row.getString("s")).isEqualTo("text");
            assertThat(row.getString("fs")).isEqualTo("ab");
            assertThat(row.getBigDecimal("d")).isEqualByComparingTo(new BigDecimal("12.345"));
            assertThat(row.getObject("date", LocalDate.class)).isEqualTo("2026-01-02");
            assertThat(row.getTimestamp("dt64").toInstant()).isEqualTo("2026-01-02T03:04:05.678Z");
            assertThat(row.getObject("uuid")).isEqualTo(uuid);
            assertThat(row.getString("ip")).contains("0:0:0:0:0:0:0:1");
            assertThat(List.of((Object[]) row.getArray("a").getArray())).hasSize(3);
            assertThat(row.getString("lc")).isEqualTo("low");
            assertThat(row.getString("n")).isNull();
            assertThat(row.wasNull()).isTrue();
            assertThat(row.getString("e")).isEqualTo("b");
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void errorsCarryTheCodesOfClickHouse() {
        assertThat(codeOf("SELECT * FROM jdbc.missing")).isEqualTo(60);
        assertThat(codeOf("SELECT * FROM missing.t")).isEqualTo(81);
        assertThat(codeOf("SELEKT 1")).isEqualTo(62);
        assertThat(codeOf("SELECT throwIf(1)")).isEqualTo(395);
        assertThat(codeOf("SELECT groupArray(number) FROM numbers(1000000000) SETTINGS max_memory_usage = 10000000"))
                .isEqualTo(241);
    }

    /// How the product inserts: the driver's client below JDBC, RowBinary bytes of our own, a token, no retries.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientBelowTheDriverInsertsOncePerToken(boolean compressed) throws Exception {
        execute("""
                CREATE TABLE jdbc.t (id UInt64) ENGINE = ReplacingMergeTree ORDER BY id
                SETTINGS non_replicated_deduplication_window = 100
                """);
        byte[] rows = {1, 2, 'i', 'd', 6, 'U', 'I', 'n', 't', '6', '4', 10, 10, 0, 0, 0, 0, 0, 0};

        for (String token : List.of("a", "a", "b")) {
            rows[rows.length - 1] = (byte) token.charAt(0);
            insert(token, rows, compressed);
        }

        assertThat(one("SELECT count(), uniqExact(id) FROM jdbc.t")).isEqualTo("2,2");
    }

    private void insert(String token, byte[] rows, boolean compressed) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (OutputStream out = compressed ? new LZ4FrameOutputStream(body) : body) {
            out.write(rows);
        }
        InsertSettings settings = new InsertSettings()
                .setDatabase("jdbc")
                .setDeduplicationToken(token)
                .appCompressedData(compressed, "lz4")
                .serverSetting("async_insert", "0")
                .serverSetting("input_format_skip_unknown_fields", "0");
        try (Connection connection = pool.getConnection();
                InsertResponse response = connection
                        .unwrap(ConnectionImpl.class)
                        .getClient()
                        .insert(
                                "t",
                                out -> out.write(body.toByteArray()),
                                ClickHouseFormat.RowBinaryWithNamesAndTypes,
                                settings)
                        .get()) {
            assertThat(response.getWrittenRows()).isEqualTo(1);
        }
    }

    @Test
    void largeResultsStreamThroughTheDriver() throws SQLException {
        long sum = 0;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT number, repeat('x', 100) FROM numbers(500000)")) {
            while (rows.next()) {
                sum += rows.getLong(1);
            }
        }

        assertThat(sum).isEqualTo(499_999L * 500_000 / 2);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String one(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            StringBuilder cells = new StringBuilder(row.getString(1));
            for (int column = 2; column <= row.getMetaData().getColumnCount(); column++) {
                cells.append(',').append(row.getString(column));
            }
            return cells.toString();
        }
    }

    private int codeOf(String sql) {
        return catchThrowableOfType(SQLException.class, () -> {
                    try (Connection connection = pool.getConnection();
                            Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery(sql)) {
                        while (rows.next()) {
                            // read to the end: an error may come late
                        }
                    }
                })
                .getErrorCode();
    }

    private static HikariDataSource pool(TestingClickHouse clickHouse) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:clickhouse:" + clickHouse.url());
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }
}
