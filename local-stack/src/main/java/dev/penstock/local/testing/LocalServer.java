package dev.penstock.local.testing;

import java.util.List;

/// A server as a process of this machine.
final class LocalServer implements TestingServer {

    private final ServerProcess process;

    LocalServer(String mainClass, List<String> jvmArguments, List<String> arguments) {
        this.process = new ServerProcess(mainClass, jvmArguments, arguments);
    }

    @Override
    public void start() {
        process.start();
    }

    @Override
    public String address() {
        return "127.0.0.1:" + process.port();
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void restart() {
        if (process.runs()) {
            process.stop();
        }
        process.start();
    }

    @Override
    public void close() {
        process.close();
    }
}
