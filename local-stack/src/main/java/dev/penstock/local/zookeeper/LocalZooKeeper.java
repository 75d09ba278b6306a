package dev.penstock.local.zookeeper;

import dev.penstock.local.process.Arguments;
import dev.penstock.local.process.ParentWatch;
import dev.penstock.local.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/// One real ZooKeeper server as a process: what the servers of a ClickHouse cluster agree on is kept there.
public final class LocalZooKeeper {

    private static final String HELP = """
            A ZooKeeper server, on 127.0.0.1 only. For tests of ClickHouse's replicated tables.

              --data=<directory>   where its log is kept; made when missing (required)
              --port=<port>        2181 by default; 0 takes a free one and prints it
              --watch-parent       end when standard input ends""";

    private static final int TICK_MILLIS = 500;

    private static final int CONNECTIONS = 100;

    private LocalZooKeeper() {}

    /// Starts the server and returns; it runs until the process gets SIGTERM.
    public static void main(String... commandLine) {
        try {
            start(commandLine);
        } catch (IllegalArgumentException | IllegalStateException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            fail("ZooKeeper could not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("ZooKeeper was interrupted while it started");
        }
    }

    private static void start(String... commandLine) throws IOException, InterruptedException {
        Arguments arguments = new Arguments(commandLine);
        if (arguments.flag("help")) {
            System.out.println(HELP);
            return;
        }
        Path data = Files.createDirectories(arguments.path("data"));
        int askedPort = arguments.number("port", 2181, 0, 65535);
        boolean watch = arguments.flag("watch-parent");
        arguments.refuseOthers();

        int port = Ports.claim(askedPort, "--port");
        if (watch) {
            ParentWatch.start();
        }
        ZooKeeperServer server = new ZooKeeperServer(data.toFile(), data.toFile(), TICK_MILLIS);
        NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
        connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECTIONS);
        Runtime.getRuntime().addShutdownHook(new Thread(connections::shutdown, "stop"));
        connections.startup(server);
        System.out.println("ZooKeeper is ready on 127.0.0.1:" + port);
    }

    private static void fail(String sentence) {
        System.err.println(sentence);
        Runtime.getRuntime().halt(1);
    }
}
