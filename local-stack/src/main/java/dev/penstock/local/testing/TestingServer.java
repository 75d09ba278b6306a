package dev.penstock.local.testing;

/// A server of a test: a process of this machine or a container.
interface TestingServer extends AutoCloseable {

    /// True when the tests of this run use containers.
    static boolean inContainers() {
        String backend = System.getProperty("penstock.backend", "local");
        return switch (backend) {
            case "local" -> false;
            case "containers" -> true;
            default ->
                throw new IllegalArgumentException(
                        "penstock.backend must be local or containers, not '" + backend + "'");
        };
    }

    /// Starts it and waits until it is ready; on the address and with the data of the last time, if there was one.
    void start();

    /// `host:port`, the same after a restart.
    String address();

    void stop();

    void kill();

    void pause();

    void resume();

    void restart();

    @Override
    void close();
}
