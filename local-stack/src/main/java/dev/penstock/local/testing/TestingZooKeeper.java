package dev.penstock.local.testing;

import java.util.List;

/// A real ZooKeeper server for a test, in a process of its own, for ClickHouse's replicated tables. Always local.
public final class TestingZooKeeper implements AutoCloseable {

    private final ServerProcess server =
            new ServerProcess("dev.penstock.local.zookeeper.LocalZooKeeper", List.of("-Xmx128m"), List.of());

    private TestingZooKeeper() {}

    /// Starts a server with an empty data directory and waits until it answers.
    ///
    /// @throws IllegalStateException with the end of its log when it does not
    public static TestingZooKeeper start() {
        TestingZooKeeper zooKeeper = new TestingZooKeeper();
        zooKeeper.server.start();
        return zooKeeper;
    }

    /// Its port on 127.0.0.1.
    public int port() {
        return server.port();
    }

    /// Ends the server and deletes its data.
    @Override
    public void close() {
        server.close();
    }
}
