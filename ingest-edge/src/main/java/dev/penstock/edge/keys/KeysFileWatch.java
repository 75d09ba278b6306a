package dev.penstock.edge.keys;

import dev.penstock.edge.ready.Gate;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps up with a keys file.
///
/// Looks at the content every other second: Kubernetes swaps a symbolic link two directories up, of which neither the
/// file's own time nor a watch on its directory need tell. A file that is missing, empty or wrong changes nothing: the
/// last good content stays, and the readiness says so. One thread of its own.
final class KeysFileWatch implements Gate, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KeysFileWatch.class);

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final @Nullable Path path;
    private final KeysFileMetrics metrics;
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile KeysFile current = KeysFile.EMPTY;
    private volatile @Nullable String concern;

    // What was seen last, good or not: a file is judged once.
    private @Nullable String seen;

    /// @param path null for none
    KeysFileWatch(@Nullable Path path, KeysFileMetrics metrics) {
        this.path = path;
        this.metrics = metrics;
    }

    /// Reads the file, and begins to look after it.
    ///
    /// @throws IllegalStateException when the file is unusable: nothing is known yet that could stay in its place
    void start() {
        metrics.observe(this);
        if (path == null) {
            return;
        }
        look();
        if (concern != null) {
            throw new IllegalStateException("penstock.edge.control.keys-file " + path + " cannot be used: " + concern);
        }
        Thread thread = new Thread(this::watch, "keys-file");
        thread.setDaemon(true);
        thread.start();
    }

    /// What the file said when it was last good.
    KeysFile current() {
        return current;
    }

    int keys() {
        return current.keys().size();
    }

    @Override
    public List<String> reasons() {
        return List.of();
    }

    @Override
    public List<String> concerns() {
        String reason = concern;
        return reason == null
                ? List.of()
                : List.of("the keys file cannot be used, what it said before stays in force: " + reason);
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void watch() {
        try {
            while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; it is told to end by the latch.
            Thread.currentThread().interrupt();
        }
    }

    /// Reads the file if it is another than before.
    void look() {
        if (path == null) {
            return;
        }
        String content;
        try {
            content = content(path);
        } catch (UnusableKeysFileException e) {
            // Should it come back as it was, that is a change.
            seen = null;
            unusable(path, String.valueOf(e.getMessage()));
            return;
        }
        if (!content.equals(seen)) {
            seen = content;
            judge(path, content);
        }
    }

    private void judge(Path file, String content) {
        try {
            KeysFile read = KeysFileReader.read(content);
            current = read;
            concern = null;
            metrics.loaded();
            log.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("keys", read.keys().size())
                    .addKeyValue("organizations", read.organizations().size())
                    .log("keys file loaded");
        } catch (UnusableKeysFileException e) {
            unusable(file, String.valueOf(e.getMessage()));
        }
    }

    private static String content(Path path) throws UnusableKeysFileException {
        try {
            long size = Files.size(path);
            if (size > KeysFileReader.MOST_BYTES) {
                throw new UnusableKeysFileException(
                        "it has " + size + " bytes, and may have " + KeysFileReader.MOST_BYTES);
            }
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new UnusableKeysFileException("it does not exist");
        } catch (CharacterCodingException e) {
            throw new UnusableKeysFileException("it is no UTF-8");
        } catch (IOException e) {
            throw new UnusableKeysFileException(
                    "it cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private void unusable(Path file, String reason) {
        if (reason.equals(concern)) {
            return;
        }
        concern = reason;
        metrics.unusable();
        log.atWarn()
                .addKeyValue("file", file)
                .addKeyValue("reason", reason)
                .log("keys file is unusable, what it said before stays in force");
    }
}
