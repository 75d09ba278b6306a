package dev.penstock.sink.insert;

import static dev.penstock.sink.Samples.MAY;
import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Schema;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.StreamTable;
import dev.penstock.sink.table.StreamTables;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Blocks for tables of streams, beside those for the common one.
class StreamBlocksIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "streams_test");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(5));

    private static final TypedColumn COUNT = new TypedColumn("count", new ColumnType.Whole(8, false));

    private static final Shape PUSH = new Shape("push_raw", List.of(COUNT));
    private static final Shape CLICK =
            new Shape("click_raw", List.of(new TypedColumn("body", new ColumnType.Json()), COUNT));

    private final BlockInserts inserts = new BlockInserts(POOL, SETTINGS, 1, Duration.ofSeconds(5));

    @BeforeEach
    void create() throws SQLException {
        CLICKHOUSE.execute("DROP DATABASE IF EXISTS streams_test");
        new Migrations(SETTINGS).migrate();
        define("push", PUSH);
        define("click", CLICK);
    }

    @AfterAll
    static void stop() {
        POOL.close();
        CLICKHOUSE.close();
    }

    @Test
    void aBatchOfManyStreamsGoesToItsTablesAndIsSeenAsOne() throws InterruptedException {
        Instant june = Instant.parse("2026-06-01T00:00:00Z");
        List<Block> blocks = Block.byMonth(List.of(
                row(1, MAY, PUSH, List.of(1L)),
                row(2),
                row(3, MAY, CLICK, List.of("{\"a\":1}", 3L)),
                row(4, june, PUSH, List.of(4L)),
                row(5, MAY, PUSH, List.of(5L))));

        for (Block block : blocks) {
            assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        }

        assertThat(blocks).hasSize(4);
        assertThat(query("SELECT kafka_offset, count FROM streams_test.push ORDER BY kafka_offset"))
                .isEqualTo("1\t1\n4\t4\n5\t5");
        assertThat(query("SELECT kafka_offset, body.a, count FROM streams_test.click"))
                .isEqualTo("3\t1\t3");
        assertThat(query("SELECT kafka_offset, stream FROM streams_test.events ORDER BY kafka_offset"))
                .isEqualTo("1\tpush\n2\tdefault\n3\tclick\n4\tpush\n5\tpush");
    }

    @Test
    void theSameBlockAgainIsKeptOnceInATableOfAStreamToo() throws InterruptedException {
        Block block = block(row(1, MAY, PUSH, List.of(1L)), row(2, MAY, PUSH, List.of(2L)));

        inserts.insert(block, ORIGIN);
        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);

        assertThat(query("SELECT count() FROM streams_test.push_raw")).isEqualTo("2");
    }

    @Test
    void whatIsThereIsLookedForInTheBlocksOwnTable() throws InterruptedException {
        Block push = block(row(1, MAY, PUSH, List.of(1L)), row(3, MAY, PUSH, List.of(3L)));
        Block common = block(row(2), row(4));
        inserts.insert(push, ORIGIN);

        assertThat(inserts.presence(push, ORIGIN)).isEqualTo(new Presence.Complete());
        assertThat(inserts.presence(common, ORIGIN)).isEqualTo(new Presence.Partial(common));

        PlacedRow more = row(5, MAY, PUSH, List.of(5L));
        assertThat(inserts.presence(block(push.rows().getFirst(), push.rows().getLast(), more), ORIGIN))
                .isEqualTo(new Presence.Partial(block(more)));
    }

    @Test
    void aTableThatIsMissingHaltsAndIsNamedAndTheOthersGoOn() throws InterruptedException {
        CLICKHOUSE.execute("DROP TABLE streams_test.click_raw");

        assertThat(inserts.insert(block(row(1, MAY, CLICK, List.of("{}", 1L))), ORIGIN))
                .isEqualTo(new Halt("table_missing", "the table streams_test.click_raw is missing"));
        assertThat(inserts.presence(block(row(1, MAY, CLICK, List.of("{}", 1L))), ORIGIN))
                .isInstanceOfSatisfying(
                        Presence.Unknown.class,
                        unknown -> assertThat(unknown.why()).isInstanceOf(Halt.class));
        assertThat(inserts.insert(block(row(2, MAY, PUSH, List.of(1L))), ORIGIN))
                .isInstanceOf(Stored.class);
    }

    @Test
    void aTypeThatDriftedIsTheSchemasFaultBeforeAndAfterTheTableIsLookedAtAgain() throws InterruptedException {
        Block first = block(row(1, MAY, PUSH, List.of(1L)));
        Block second = block(row(2, MAY, PUSH, List.of(2L)));
        inserts.insert(first, ORIGIN);
        CLICKHOUSE.execute("ALTER TABLE streams_test.push_raw MODIFY COLUMN count UInt16 SETTINGS mutations_sync = 2");

        assertThat(inserts.insert(second, ORIGIN)).isInstanceOf(Schema.class);
        inserts.refresh();
        assertThat(inserts.insert(second, ORIGIN))
                .isEqualTo(new Schema(
                        "table_misfit", "in streams_test.push_raw, column count has the type UInt16 instead of UInt8"));

        CLICKHOUSE.execute("ALTER TABLE streams_test.push_raw DROP COLUMN count SETTINGS mutations_sync = 2");
        assertThat(inserts.insert(second, ORIGIN))
                .isEqualTo(new Schema("table_misfit", "in streams_test.push_raw, column count is missing"));
        assertThat(query("SELECT count() FROM streams_test.push_raw")).isEqualTo("1");
    }

    @Test
    void twoVersionsOfADefinitionFillOneTable() throws SQLException, InterruptedException {
        Shape wider = new Shape("push_raw", List.of(COUNT, new TypedColumn("os", new ColumnType.Text())));
        inserts.insert(block(row(1, MAY, PUSH, List.of(1L))), ORIGIN);
        assertThat(inserts.insert(block(row(2, MAY, wider, List.of(2L, "iOS"))), ORIGIN))
                .isEqualTo(new Schema("table_misfit", "in streams_test.push_raw, column os is missing"));

        define("push", wider);
        List<Block> blocks =
                Block.byMonth(List.of(row(2, MAY, wider, List.of(2L, "iOS")), row(3, MAY, PUSH, List.of(3L))));
        for (Block block : blocks) {
            assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
            assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Complete());
        }

        assertThat(blocks).hasSize(2);
        assertThat(query("SELECT kafka_offset, os, count FROM streams_test.push ORDER BY kafka_offset"))
                .isEqualTo("1\t\t1\n2\tiOS\t2\n3\t\t3");
    }

    @Test
    void aValueThatItsColumnCannotHoldIsPoisonBeforeTheServerSeesIt() throws InterruptedException {
        assertThat(inserts.insert(block(row(1, MAY, PUSH, List.of(1L)), row(2, MAY, PUSH, List.of(256L))), ORIGIN))
                .isEqualTo(new Poison(OptionalInt.of(1), "count", 0, "is no value of UInt8"));
        assertThat(query("SELECT count() FROM streams_test.push_raw")).isEqualTo("0");
    }

    @Test
    void jsonThatClickHouseRefusesIsPoisonOfSomeRow() throws InterruptedException {
        Block block = block(
                row(1, MAY, CLICK, List.of("{\"k\":1}", 1L)), row(2, MAY, CLICK, List.of("{\"k\":1,\"k\":2}", 1L)));

        assertThat(inserts.insert(block, ORIGIN)).isInstanceOfSatisfying(Poison.class, poison -> {
            // ClickHouse makes a column of it before it counts rows, so the bad one is searched for.
            assertThat(poison.row()).isEmpty();
            assertThat(poison.code()).isEqualTo(117);
        });
        assertThat(query("SELECT count() FROM streams_test.click_raw")).isEqualTo("0");
    }

    @Test
    void aNameThatIsNoneNeverReachesTheServer() {
        Shape evil = new Shape("push_raw (org_id) FORMAT Null --", List.of());

        assertThatThrownBy(() -> inserts.insert(block(row(1, MAY, evil, List.of())), ORIGIN))
                .hasMessageStartingWith("table must be 1 to 160");
    }

    private static void define(String stream, Shape shape) throws SQLException {
        StreamTables tables = new StreamTables(POOL, "streams_test", TableEngines.ONE_SERVER);
        tables.apply(tables.compare(new StreamTable(new StreamName(stream), shape, 0)));
    }

    private static String query(String sql) {
        return CLICKHOUSE.query(sql + " FORMAT TSVRaw");
    }
}
