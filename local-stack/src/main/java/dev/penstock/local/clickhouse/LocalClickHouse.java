package dev.penstock.local.clickhouse;

import dev.penstock.local.process.Arguments;
import dev.penstock.local.process.ParentWatch;
import dev.penstock.local.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The ClickHouse of the local stack as a process: the real engine behind ClickHouse's HTTP interface.
public final class LocalClickHouse {

    private static final String HELP = """
            The ClickHouse engine behind its HTTP interface, on 127.0.0.1 only. For development and tests.

              --data=<directory>       where the data is kept; made when missing (required)
              --port=<port>            8123 by default; 0 takes a free one and prints it
              --memory-mb=<megabytes>  limit of the engine, 4096 by default (also PENSTOCK_CLICKHOUSE_MEMORY_MB)
              --concurrency=<n>        statements at a time, 64 by default; one more is told TOO_MANY_SIMULTANEOUS_QUERIES
              --config=<file>          config.xml of the server it plays: macros, remote_servers, zookeeper, user_directories
              --faults                 serve /_fault, which injects faults for tests
              --watch-parent           end when standard input ends

            -Dpenstock.engine=<file> names the library; else npm's copy in local-stack/node_modules is used.
            SIGTERM lets running statements finish, 5 s at most.""";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private LocalClickHouse() {}

    /// Starts the server and returns; it runs until the process gets SIGTERM.
    public static void main(String... commandLine) {
        try {
            start(commandLine);
        } catch (IllegalArgumentException | IllegalStateException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (IOException | QueryFailed e) {
            fail("ClickHouse could not start: " + e.getMessage());
        }
    }

    private static void start(String... commandLine) throws IOException, QueryFailed {
        Arguments arguments = new Arguments(commandLine);
        if (arguments.flag("help")) {
            System.out.println(HELP);
            return;
        }
        Path data = arguments.path("data");
        int port = arguments.number("port", 8123, 0, 65535);
        int megabytes =
                arguments.number("memory-mb", "PENSTOCK_CLICKHOUSE_MEMORY_MB", System.getenv(), 4096, 256, 1024 * 1024);
        int concurrency = arguments.number("concurrency", 64, 1, 1024);
        @Nullable Path config = arguments.flag("config") ? arguments.path("config") : null;
        boolean faults = arguments.flag("faults");
        boolean watch = arguments.flag("watch-parent");
        arguments.refuseOthers();

        // Before the engine is loaded: the answer should take no second.
        int free = Ports.claim(port, "--port");
        if (watch) {
            ParentWatch.start();
        }
        // Both are read once, when the JDK's server is first used: answers in small pieces must not wait 40 ms for an
        // acknowledgement, and a client's idle connections must outlive its own idea of how long they live.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        Engine engine =
                Engine.start(EngineLibrary.find(), Files.createDirectories(data), megabytes * 1024L * 1024L, config);
        HttpInterface http = new HttpInterface(free, engine, concurrency, faults);
        http.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> http.stop(PATIENCE), "stop"));
        System.out.println("ClickHouse is ready on 127.0.0.1:" + http.port());
    }

    private static void fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}
