package dev.penstock.ctl.terminal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where one frame takes the place of the one before, until `q` is typed. Where nobody looks, frames follow each other
/// as lines, and nothing is read.
///
/// Closing it gives the terminal back as it was. For one thread, but for that.
public final class Screen implements AutoCloseable {

    private static final String BEGIN = "\u001b[H\u001b[2J";
    private static final Duration STEP = Duration.ofMillis(100);
    private static final File TERMINAL = new File("/dev/tty");
    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");

    private final PrintWriter out;
    private final @Nullable InputStream keys;
    private @Nullable String modes;
    private boolean shown;

    private Screen(PrintWriter out, @Nullable InputStream keys, @Nullable String modes) {
        this.out = out;
        this.keys = keys;
        this.modes = modes;
    }

    /// One that only writes.
    static Screen plain(PrintWriter out) {
        return new Screen(out, null, null);
    }

    /// One that takes the terminal, so that a key needs no return; [#plain] when it cannot be taken.
    static Screen of(PrintWriter out, InputStream keys) {
        String before = stty("-g");
        if (before == null || stty("-icanon", "-echo", "min", "0", "time", "0") == null) {
            return plain(out);
        }
        return new Screen(out, keys, before.strip());
    }

    /// Shows a frame: lines that end in `\n`. What is larger than the terminal is cut.
    public void show(String frame) {
        if (keys == null) {
            out.print((shown ? "\n" : "") + frame);
        } else {
            out.print(BEGIN + cut(frame, stty("size")));
        }
        shown = true;
        out.flush();
    }

    static String cut(String frame, @Nullable String size) {
        Matcher known = SIZE.matcher(size == null ? "" : size.strip());
        if (!known.matches()) {
            return frame;
        }
        int rows = Integer.parseInt(known.group(1));
        int columns = Integer.parseInt(known.group(2));
        StringBuilder text = new StringBuilder();
        frame.lines()
                .limit(rows > 1 ? rows - 1 : Integer.MAX_VALUE)
                .forEach(line -> text.append(columns > 0 && line.length() > columns ? line.substring(0, columns) : line)
                        .append('\n'));
        return text.toString();
    }

    /// Waits, and says whether somebody typed `q` meanwhile, which ends the wait.
    public boolean isLeft(Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            if (isTyped()) {
                return true;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(keys == null ? left : Math.min(left, STEP.toNanos()));
        }
    }

    private boolean isTyped() {
        if (keys == null) {
            return false;
        }
        try {
            while (keys.available() > 0) {
                int key = keys.read();
                if (key == 'q' || key == 'Q') {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // The terminal is gone, and nobody looks any more.
            return true;
        }
    }

    @Override
    public synchronized void close() {
        if (modes != null) {
            stty(modes);
            modes = null;
        }
    }

    /// What `stty` says about the terminal; null when there is none, or no such program.
    private static @Nullable String stty(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(TERMINAL))
                    .redirectError(Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
