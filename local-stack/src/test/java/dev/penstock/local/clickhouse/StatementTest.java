package dev.penstock.local.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "INSERT INTO t FORMAT CSV 1,2|INSERT INTO t |CSV|1,2",
                "insert into `a b`.t(`x)`, y) format JSONEachRow {}|insert into `a b`.t(`x)`, y) |JSONEachRow|{}",
                "INSERT INTO t VALUES (1)|INSERT INTO t |Values| (1)",
                "INSERT INTO t (a) VALUES('SELECT')|INSERT INTO t (a) |Values|('SELECT')",
                "INSERT INTO values VALUES (1)|INSERT INTO values |Values| (1)",
                "INSERT INTO TABLE db.format SETTINGS async_insert = 0 FORMAT CSV 1|INSERT INTO TABLE db.format SETTINGS async_insert = 0 |CSV|1",
                "INSERT INTO t FORMAT CSV SETTINGS a = -1, b = 'x,y' 1,2|INSERT INTO t SETTINGS a = -1, b = 'x,y'|CSV|1,2",
                "INSERT INTO FUNCTION null('a Int8') VALUES (1)|INSERT INTO FUNCTION null('a Int8') |Values| (1)",
                "INSERT INTO t FORMAT CSV SETTINGS,2|INSERT INTO t |CSV|SETTINGS,2",
                "/* c */ INSERT -- x|/* c */ INSERT -- x||"
            })
    void insertsAreCutWhereTheirDataBegins(String sql, String head, String format, String data) {
        byte[] text = sql.getBytes(UTF_8);

        assertThat(Statement.of(text)).isInstanceOfSatisfying(Statement.Insert.class, insert -> {
            assertThat(new String(insert.head(), UTF_8)).isEqualTo(head);
            assertThat(insert.format()).isEqualTo(format);
            assertThat(sql.substring(insert.dataStart())).isEqualTo(data == null ? "" : data);
        });
    }

    @Test
    void dataBeginsBehindOneLineFeedAndKeepsTheNext() {
        String sql = "INSERT INTO t FORMAT TSV \r\n\n1";

        assertThat(Statement.of(sql.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Statement.Insert.class,
                        insert -> assertThat(sql.substring(insert.dataStart())).isEqualTo("\n1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t SELECT 1",
                "INSERT INTO t (a) SELECT 1 FORMAT CSV",
                "INSERT INTO t (SELECT 1)",
                "INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x",
                "INSERT INTO t FROM INFILE 'f' FORMAT CSV",
                "WITH 1 AS x INSERT INTO t SELECT x",
                "EXPLAIN INSERT INTO t VALUES (1)"
            })
    void insertsWithoutDataAreOrdinaryStatements(String sql) {
        assertThat(Statement.of(sql.getBytes(UTF_8))).isInstanceOf(Statement.Other.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT 1 FORMAT JSON|JSON|false",
                "SELECT 'FORMAT CSV'||false",
                "SELECT (SELECT 1 FORMAT CSV)||false",
                "SELECT 1 -- FORMAT CSV||false",
                "SELECT 1 format CSV settings max_threads=1;|CSV|false",
                "SELECT format FROM t||false",
                "SELECT 1; SELECT 2||true",
                "SELECT ';' ; -- end||false"
            })
    void formatAndNumberOfStatementsAreSeen(String sql, String format, boolean several) {
        assertThat(Statement.of(sql.getBytes(UTF_8))).isInstanceOfSatisfying(Statement.Other.class, other -> {
            assertThat(other.format()).isEqualTo(format);
            assertThat(other.several()).isEqualTo(several);
        });
    }

    @Test
    void nonsenseNeverBreaksTheReader() {
        Random random = new Random(20260102);
        String[] words =
                "SELECT;INSERT;INTO;t;VALUES;FORMAT;SETTINGS;(;);';\";`;,;--;/*;*/;1;=;{;\\;\n;\0;☃;TABLE;.;a=1"
                        .split(";", -1);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder sql = new StringBuilder(i % 2 == 0 ? "INSERT INTO " : "");
            for (int word = random.nextInt(10); word >= 0; word--) {
                sql.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
            }
            byte[] text = sql.toString().getBytes(UTF_8);
            if (Statement.of(text) instanceof Statement.Insert insert) {
                assertThat(insert.dataStart()).as(sql.toString()).isBetween(0, text.length);
            }
        }
    }
}
