package dev.penstock.local.clickhouse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.local.testing.TestingClickHouse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class HttpInterfaceIT {

    private final TestingClickHouse clickHouse = TestingClickHouse.start();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterAll
    void close() {
        http.close();
        clickHouse.close();
    }

    @BeforeEach
    void emptyTable() {
        clickHouse.clearFaults();
        clickHouse.execute("DROP TABLE IF EXISTS t");
        clickHouse.execute("""
                CREATE TABLE t (id UInt64, text String) ENGINE = ReplacingMergeTree ORDER BY id
                SETTINGS non_replicated_deduplication_window = 100
                """);
    }

    @Test
    void healthPathsAnswerAsClickHouseDoes() {
        assertThat(get("/ping").body()).isEqualTo("Ok.\n");
        assertThat(get("/replicas_status").body()).isEqualTo("Ok.\n");
        assertThat(get("/").body()).isEqualTo("Ok.\n");
        assertThat(get("/play").body()).contains("<textarea");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void answersCarryTheHeadersOfClickHouse() {
        HttpResponse<String> response = post("/?query_id=mine", "SELECT number FROM numbers(5) FORMAT JSONEachRow");

        assertThat(response.headers().firstValue("X-ClickHouse-Query-Id")).contains("mine");
        assertThat(response.headers().firstValue("X-ClickHouse-Format")).contains("JSONEachRow");
        assertThat(response.headers().firstValue("X-ClickHouse-Timezone")).isPresent();
        assertThat(response.headers().firstValue("X-ClickHouse-Server-Display-Name"))
                .isPresent();
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).contains("json");
        assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
                .contains("\"read_rows\":\"5\"")
                .contains("\"result_rows\":\"5\"");
    }

    @ParameterizedTest
    @CsvSource({
        "SELEKT 1, 62, 400",
        "SELECT 1; SELECT 2, 62, 400",
        "SELECT * FROM nothing, 60, 404",
        "SELECT * FROM nothing.t, 81, 404",
        "SELECT nothing, 47, 404",
        "SELECT 1 SETTINGS nothing = 1, 115, 404",
        "SELECT 1 INTO OUTFILE '/tmp/x', 348, 500",
        "SELECT throwIf(1), 395, 500",
        "SELECT groupArray(number) FROM numbers(1000000000) SETTINGS max_memory_usage = 10000000, 241, 500",
        "SELECT sum(number) FROM system.numbers SETTINGS max_execution_time = 1, 159, 408"
    })
    void errorsCarryCodeAndStatus(String sql, String code, int status) {
        HttpResponse<String> response = post("/", sql);

        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains(code);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body())
                .startsWith("Code: " + code + ". DB::Exception: ")
                .contains("(version 26.");
    }

    @Test
    void getChangesNothing() {
        for (String sql :
                List.of("INSERT INTO t VALUES (1, 'x')", "CREATE TABLE u (a Int8) ENGINE = Memory", "DROP TABLE t")) {
            assertThat(code(get("/?query=" + encoded(sql)))).isEqualTo("164");
            assertThat(code(get("/?readonly=0&query=" + encoded(sql)))).isEqualTo("164");
            assertThat(code(get("/?session_id=reader&query=" + encoded(sql)))).isEqualTo("164");
        }
        assertThat(get("/?query=" + encoded("SELECT count() FROM t") + "&max_threads=1")
                        .body())
                .isEqualTo("0\n");
    }

    @Test
    void queryAndBodyAreOneStatement() {
        assertThat(post("/?query=" + encoded("SELECT 1 +"), "1").body()).isEqualTo("2\n");
        assertThat(post("/?query=" + encoded("INSERT INTO t"), "VALUES (1, 'x')")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/?query=" + encoded("INSERT INTO t VALUES"), "(2, 'y'), (3, concat('a', 'b'))")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/?query=" + encoded("INSERT INTO t FORMAT CSV\n4,in the URL\n"), "5,in the body\n")
                        .statusCode())
                .isEqualTo(200);

        assertThat(clickHouse.query("SELECT * FROM t ORDER BY id"))
                .isEqualTo("1\tx\n2\ty\n3\tab\n4\tin the URL\n5\tin the body");
    }

    @Test
    void databaseAndFormatComeFromParameterOrHeader() {
        clickHouse.execute("CREATE DATABASE IF NOT EXISTS other");

        assertThat(post("/?database=other", "SELECT currentDatabase()").body()).isEqualTo("other\n");
        assertThat(post("/?default_format=CSV", "SELECT 'x'").body()).isEqualTo("\"x\"\n");
        HttpResponse<String> byHeader = send(request("/", "SELECT currentDatabase()")
                .header("X-ClickHouse-Database", "other")
                .header("X-ClickHouse-Format", "CSV")
                .header("X-ClickHouse-User", "default")
                .header("X-ClickHouse-Key", "")
                .build());
        assertThat(byHeader.body()).isEqualTo("\"other\"\n");
        assertThat(code(post("/?database=nothing", "SELECT 1"))).isEqualTo("81");
    }

    @Test
    void settingsOfOneRequestDoNotReachAnother() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            String parameters = i % 2 == 0 ? "/" : "/?max_block_size=" + i;
            answers.add(http.sendAsync(
                    request(parameters, "SELECT getSetting('max_block_size')").build(), BodyHandlers.ofString(UTF_8)));
        }

        for (int i = 1; i <= 50; i++) {
            assertThat(answers.get(i - 1).get().body()).isEqualTo((i % 2 == 0 ? 65409 : i) + "\n");
        }
        assertThat(code(post("/?no_such_setting=1", "SELECT 1"))).isEqualTo("115");
        post("/", "SET max_block_size = 17");
        assertThat(clickHouse.query("SELECT getSetting('max_block_size')")).isEqualTo("65409");
    }

    @Test
    void parametersAreValuesAndNeverSql() {
        String sql =
                "SELECT {n:UInt8} + 1, {s:String}, {a:Array(String)}, {d:DateTime64(3)}, {i:Identifier} FROM numbers(1)";
        String parameters = "param_n=41&param_s=" + encoded("it's \\t \\n ☃'); DROP TABLE t; --") + "&param_a="
                + encoded("['x','y']") + "&param_d=" + encoded("2026-01-02 03:04:05.678") + "&param_i=number";

        assertThat(post("/?" + parameters, sql).body())
                .isEqualTo("42\tit\\'s \\t \\n ☃\\'); DROP TABLE t; --\t['x','y']\t2026-01-02 03:04:05.678\t0\n");
        assertThat(code(post("/", "SELECT {n:UInt8}"))).isEqualTo("456");
        post("/?param_text=" + encoded("bound"), "INSERT INTO t SELECT 9, {text:String}");
        assertThat(clickHouse.query("SELECT text FROM t")).isEqualTo("bound");
    }

    @Test
    void sameTokenStoresOnceAndAnotherTokenStores() {
        for (String token : List.of("v1:a", "v1:a", "v1:b")) {
            HttpResponse<String> response = post(
                    "/?async_insert=0&insert_deduplication_token=" + encoded(token) + "&query="
                            + encoded("INSERT INTO t FORMAT JSONEachRow"),
                    "{\"id\":1,\"text\":\"" + token + "\"}\n");
            assertThat(response.statusCode()).isEqualTo(200);
        }

        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("2");
        clickHouse.execute(
                "INSERT INTO t SETTINGS insert_deduplication_token = 'v1:a' VALUES (3, 'same token, other rows')");
        clickHouse.execute("INSERT INTO t FORMAT JSONEachRow SETTINGS insert_deduplication_token = 'v1:a' {\"id\":4}");
        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("2");
    }

    @Test
    void uploadsAreBinarySafe() {
        byte[] everyByte = new byte[512];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) (i / 2 % 256); // each byte twice: blank lines, quotes, zeros
        }
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int id = 0x0A0A; id < 0x0A0A + 100; id++) {
            writeLong(rows, id);
            rows.write(0x80);
            rows.write(0x04);
            rows.writeBytes(everyByte);
        }

        HttpResponse<String> inBody = send(HttpRequest.newBuilder(uri("/"))
                .POST(BodyPublishers.concat(BodyPublishers.ofString("INSERT INTO t FORMAT RowBinary\n"), bytes(rows)))
                .build());
        HttpResponse<String> inQuery =
                send(HttpRequest.newBuilder(uri("/?query=" + encoded("INSERT INTO t FORMAT RowBinary")
                                + "&insert_deduplicate=0&deduplicate_insert=disable"))
                        .POST(bytes(rows))
                        .build());

        assertThat(inBody.statusCode()).as(inBody.body()).isEqualTo(200);
        assertThat(inQuery.statusCode()).as(inQuery.body()).isEqualTo(200);
        assertThat(inQuery.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
                .contains("\"written_rows\":\"100\"");
        assertThat(clickHouse.query("SELECT count(), uniqExact(id), uniqExact(text), min(length(text)) FROM t"))
                .isEqualTo("200\t100\t1\t512");
    }

    @ParameterizedTest
    @EnumSource
    void codingsWorkBothWays(Compression coding) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = coding.pack(packed)) {
            for (int i = 0; i < 100_000; i++) {
                out.write((i + ",line " + i + "\n").getBytes(UTF_8));
            }
        }
        HttpResponse<String> insert = send(HttpRequest.newBuilder(uri("/?query=" + encoded("INSERT INTO t FORMAT CSV")))
                .header("Content-Encoding", coding.coding())
                .POST(bytes(packed))
                .build());
        assertThat(insert.statusCode()).as(insert.body()).isEqualTo(200);

        HttpResponse<InputStream> select =
                sendForBytes(request("/?enable_http_compression=1", "SELECT text FROM t ORDER BY id")
                        .header("Accept-Encoding", coding.coding())
                        .build());
        assertThat(select.headers().firstValue("Content-Encoding")).contains(coding.coding());
        try (InputStream in = coding.unpack(select.body())) {
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
            assertThat(lines).hasSize(100_000).endsWith("line 99999");
        }
    }

    @Test
    void nativeBlocksWorkBothWays() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new NativeBlocks.Out(packed, true)) {
            for (int i = 0; i < 100_000; i++) {
                out.write((i + ",line " + i + "\n").getBytes(UTF_8));
            }
        }
        send(HttpRequest.newBuilder(uri("/?decompress=1&query=" + encoded("INSERT INTO t FORMAT CSV")))
                .POST(bytes(packed))
                .build());

        HttpResponse<InputStream> select = sendForBytes(
                request("/?compress=1", "SELECT text FROM t ORDER BY id").build());
        try (InputStream in = new NativeBlocks.In(select.body())) {
            assertThat(new String(in.readAllBytes(), UTF_8).lines().toList())
                    .hasSize(100_000)
                    .endsWith("line 99999");
        }
    }

    @Test
    void unknownCodingIsRefused() {
        HttpResponse<String> response = send(
                request("/", "SELECT 1").header("Content-Encoding", "snappy").build());

        assertThat(code(response)).isEqualTo("89");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TabSeparated",
                "TabSeparatedRaw",
                "TSVWithNames",
                "TabSeparatedWithNamesAndTypes",
                "TSVRawWithNames",
                "CSV",
                "CSVWithNames",
                "CSVWithNamesAndTypes",
                "JSONEachRow",
                "JSONStringsEachRow",
                "JSONCompactEachRow",
                "JSONCompactEachRowWithNames",
                "JSONCompactEachRowWithNamesAndTypes",
                "JSONCompactStringsEachRowWithNamesAndTypes",
                "RowBinary",
                "RowBinaryWithNames",
                "RowBinaryWithNamesAndTypes",
                "MsgPack",
                "JSON",
                "JSONCompact",
                "XML",
                "Values",
                "Pretty",
                "Vertical",
                "ArrowStream",
                "Parquet"
            })
    void streamedResultsAreTheSameBytesAsWholeOnes(String format) {
        // Several blocks, and column names that would mislead a careless reader of heads.
        String sql =
                "SELECT number AS \"a\nb\", toString(number) AS \"c\"\"d,e\", [number] AS f FROM numbers(200000) FORMAT "
                        + format;

        byte[] streamed = bytesOf("/?output_format_write_statistics=0", sql);
        byte[] whole = bytesOf("/?output_format_write_statistics=0&wait_end_of_query=1", sql);

        assertThat(streamed.length).isGreaterThan(10_000);
        assertThat(Arrays.equals(streamed, whole)).isTrue();
    }

    @Test
    void resultsFarLargerThanTheHeapStreamThrough() throws IOException {
        HttpResponse<InputStream> response = sendForBytes(
                request("/", "SELECT repeat('x', 999) FROM numbers(500000)").build());

        long bytes = 0;
        byte[] chunk = new byte[1 << 16];
        try (InputStream in = response.body()) {
            int read;
            while ((read = in.read(chunk)) >= 0) {
                bytes += read;
            }
        }
        // The server's heap is 256 MB.
        assertThat(bytes).isEqualTo(500_000_000L);
    }

    @Test
    void uploadsFarLargerThanTheHeapStreamThrough() {
        byte[] block = ("1," + "x".repeat(997) + "\n").repeat(1000).getBytes(UTF_8);
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        uri("/?query=" + encoded("INSERT INTO FUNCTION null('id UInt64, text String') FORMAT CSV")))
                .POST(BodyPublishers.ofByteArrays(Collections.nCopies(400, block)))
                .build());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
                .contains("\"written_rows\":\"400000\"");
    }

    @Test
    void failureInMidAnswerBreaksTheConnection() {
        assertThatThrownBy(() -> {
                    HttpResponse<InputStream> response =
                            sendForBytes(request("/", "SELECT throwIf(number = 3000000) FROM numbers(10000000)")
                                    .build());
                    assertThat(response.statusCode()).isEqualTo(200);
                    try (InputStream in = response.body()) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .isInstanceOf(IOException.class);
        HttpResponse<String> waited =
                post("/?wait_end_of_query=1", "SELECT throwIf(number = 3000000) FROM numbers(10000000)");
        assertThat(code(waited)).isEqualTo("395");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
    void abortedUploadStoresNothing(String framing) throws IOException {
        try (Socket socket = connected()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /?query=" + encoded("INSERT INTO t FORMAT CSV") + " HTTP/1.1\r\nHost: localhost\r\n"
                            + framing + "\r\n\r\n")
                    .getBytes(ISO_8859_1));
            String rows = "1,x\n".repeat(10_000);
            out.write((framing.startsWith("T") ? Integer.toHexString(rows.length()) + "\r\n" + rows + "\r\n" : rows)
                    .getBytes(ISO_8859_1));
            out.flush();
        }

        clickHouse.execute("INSERT INTO t VALUES (7, 'the only one')");
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("1"));
    }

    @Test
    void badRowInALargeUploadIsAnAnswerAndStoresNothing() {
        byte[] good = "1,x\n".repeat(250_000).getBytes(UTF_8);
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/?query=" + encoded("INSERT INTO t FORMAT CSV")))
                        .POST(BodyPublishers.ofByteArrays(List.of("one,x\n".getBytes(UTF_8), good, good, good, good)))
                        .build());

        assertThat(code(response)).isEqualTo("27");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("at row 1");
        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("0");
    }

    @Test
    void sessionsKeepTemporaryTablesAndSettings() {
        post("/?session_id=s1", "CREATE TEMPORARY TABLE mine (a Int8)");
        post("/?session_id=s1", "INSERT INTO mine VALUES (5)");
        post("/?session_id=s1", "SET max_block_size = 77");

        assertThat(post("/?session_id=s1", "SELECT a, getSetting('max_block_size') FROM mine")
                        .body())
                .isEqualTo("5\t77\n");
        assertThat(post("/?session_id=s1&max_block_size=5", "SELECT getSetting('max_block_size')")
                        .body())
                .isEqualTo("5\n");
        assertThat(code(post("/?session_id=s1&max_block_size=6", "SELECT throwIf(1)")))
                .isEqualTo("395");
        assertThat(post("/?session_id=s1", "SELECT getSetting('max_block_size')")
                        .body())
                .isEqualTo("77\n");
        assertThat(code(post("/?session_id=s2", "SELECT a FROM mine"))).isEqualTo("60");
        assertThat(code(post("/", "SELECT a FROM mine"))).isEqualTo("60");
        assertThat(code(post("/?session_id=unheard&session_check=1", "SELECT 1")))
                .isEqualTo("372");
        assertThat(code(post("/?session_id=s3&session_timeout=4000", "SELECT 1")))
                .isEqualTo("374");
        post("/?session_id=s4&session_timeout=0", "SELECT 1");
        assertThat(code(post("/?session_id=s4&session_check=1", "SELECT 1"))).isEqualTo("372");
    }

    @Test
    void sessionIsFreeAsSoonAsTheAnswerHasBeenRead() {
        post("/?session_id=hasty", "CREATE TEMPORARY TABLE mine (a UInt64)");
        for (int i = 0; i < 100; i++) {
            assertThat(post("/?session_id=hasty", "INSERT INTO mine VALUES (1)").statusCode())
                    .isEqualTo(200);
            assertThat(post("/?session_id=hasty", "SELECT count() FROM mine").body())
                    .isEqualTo((i + 1) + "\n");
            assertThat(post("/?session_id=hasty", "SELECT number FROM numbers(200000)")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(code(post("/?session_id=hasty", "SELECT nonsense"))).isEqualTo("47");
        }
    }

    @Test
    void sessionInUseIsLocked() {
        String tenSeconds = "SELECT max(sleepEachRow(1)) FROM numbers(10) SETTINGS max_block_size = 1";
        var slow = http.sendAsync(request("/?session_id=busy", tenSeconds).build(), BodyHandlers.ofString());

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(code(post("/?session_id=busy", "SELECT 1"))).isEqualTo("373"));
        assertThat(slow.join().statusCode()).isEqualTo(200);
        assertThat(post("/?session_id=busy", "SELECT 1").body()).isEqualTo("1\n");
    }

    @Test
    void sessionSurvivesARefusedStatementAndEndsWithABrokenOne() {
        post("/?session_id=hurt", "CREATE TEMPORARY TABLE mine (a Int8)");
        post("/?session_id=hurt", "SELECT nonsense");
        assertThat(post("/?session_id=hurt", "SELECT count() FROM mine").body()).isEqualTo("0\n");

        assertThatThrownBy(() -> {
                    try (InputStream in = sendForBytes(request(
                                            "/?session_id=hurt",
                                            "SELECT throwIf(number = 3000000) FROM numbers(10000000)")
                                    .build())
                            .body()) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(post("/?session_id=hurt", "SELECT 'clean'").body()).isEqualTo("clean\n");
    }

    @Test
    void parallelStatementsDoNotMix() throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int id = i;
                answers.add(clients.submit(() -> {
                    post(
                            "/?query=" + encoded("INSERT INTO t FORMAT JSONEachRow"),
                            "{\"id\":" + id + ",\"text\":\"x\"}");
                    return post("/?param_id=" + id, "SELECT {id:UInt64}, count() FROM t WHERE id = {id:UInt64}")
                            .body();
                }));
            }
            for (int i = 0; i < 400; i++) {
                assertThat(answers.get(i).get()).isEqualTo(i + "\t1\n");
            }
        }
        assertThat(clickHouse.query("SELECT uniqExact(id) FROM t")).isEqualTo("400");
    }

    @Test
    void nonsenseInVolumeHurtsNobody() {
        Random random = new Random(20260102);
        String pieces =
                "SELECT INSERT INTO t VALUES FORMAT SETTINGS ( ) [ ] ' \" ` , ; -- /* */ 1 0x {x:UInt8} NULL * . \\ \n \0 ☃ JOIN WITH number numbers(3)";
        String[] words = pieces.split(" ", -1);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder sql = new StringBuilder();
            for (int word = random.nextInt(12); word >= 0; word--) {
                sql.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
            }
            HttpResponse<String> response = post("/", sql.toString());
            assertThat(response.statusCode()).as(sql.toString()).isIn(200, 400, 404, 413, 500, 501);
            if (response.statusCode() != 200) {
                assertThat(response.body())
                        .as(sql.toString())
                        .startsWith("Code: ")
                        .doesNotContain("java.");
            }
        }
        assertThat(post("/", "SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000))
                        .body())
                .startsWith("Code: ");
        assertThat(post("/", "SELECT " + "-".repeat(10) + "1" + "+1".repeat(200_000))
                        .body())
                .startsWith("Code: ");
        assertThat(clickHouse.query("SELECT 1")).isEqualTo("1");
    }

    @Test
    void truncatedAndDroppedAnswersAreNoticed() {
        for (String kind : List.of("truncate", "drop_before", "drop_after_apply")) {
            clickHouse.fault(kind, Map.of("match", "marked"));
            assertThatThrownBy(() -> clickHouse.query("SELECT 'marked'")).hasMessageContaining("did not answer");
            assertThat(clickHouse.query("SELECT 'marked'")).isEqualTo("marked");
        }
    }

    @Test
    void pagesOfOtherSitesAreRefused() throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream()
                    .write(
                            "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.org\r\nContent-Length: 12\r\nConnection: close\r\n\r\nDROP TABLE t"
                                    .getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 403");
        }
        assertThat(clickHouse.query("EXISTS t")).isEqualTo("1");
    }

    private Socket connected() throws IOException {
        URI url = URI.create(clickHouse.url());
        return new Socket(url.getHost(), url.getPort());
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET().build());
    }

    private HttpResponse<String> post(String path, String sql) {
        return send(request(path, sql).build());
    }

    private byte[] bytesOf(String path, String sql) {
        try (InputStream in = sendForBytes(request(path, sql).build()).body()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path, String sql) {
        return HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(sql));
    }

    private URI uri(String path) {
        return URI.create(clickHouse.url() + path);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString(UTF_8));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<InputStream> sendForBytes(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.BodyPublisher bytes(ByteArrayOutputStream bytes) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static String code(HttpResponse<?> response) {
        return response.headers().firstValue("X-ClickHouse-Exception-Code").orElse("none");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static void writeLong(ByteArrayOutputStream out, long value) {
        for (int shift = 0; shift < 64; shift += 8) {
            out.write((int) (value >>> shift));
        }
    }
}
