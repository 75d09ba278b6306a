package dev.penstock.local.process;

import java.io.IOException;

/// Ends this process when the one that started it has gone, however it went: the pipe on standard input then ends.
public final class ParentWatch {

    private ParentWatch() {}

    /// Watches from now on, in a daemon thread.
    public static void start() {
        Thread watch = new Thread(ParentWatch::untilTheEnd, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void untilTheEnd() {
        try {
            while (System.in.read() >= 0) {
                // Nobody sends anything; the end is the message.
            }
        } catch (IOException e) {
            // A broken pipe is the same message.
        }
        System.exit(0);
    }
}
