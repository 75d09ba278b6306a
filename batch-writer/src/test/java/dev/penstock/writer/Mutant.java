package dev.penstock.writer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A mistake somebody could make in the writer. `-Dpenstock.mutant=<name>` starts every writer of a test run with it:
/// the tests are worth something only if they fail then. `batch-writer/bin/mutants` demands it of each.
enum Mutant {
    COMMIT_BEFORE_INSERT(
            "batch-writer",
            "dev/penstock/writer/consume/PartitionWorker.java",
            "return position.with(",
            "if (settlement != null && position.next() <= settlement.batch().lastOffset())"
                    + " position.jumpTo(settlement.batch().lastOffset() + 1); return position.with("),
    NO_FINGERPRINT(
            "event-sink",
            "dev/penstock/sink/block/InsertToken.java",
            "HexFormat.of().toHexDigits(fingerprint)",
            "HexFormat.of().toHexDigits(0)"),
    DEAD_LETTER_ERROR_SWALLOWED(
            "batch-writer",
            "dev/penstock/writer/settle/Settler.java",
            "settlement.unacknowledged(result.unacknowledged());",
            "settlement.unacknowledged(java.util.List.of()); if (true) return settlement.settled();"),
    NO_INTENT(
            "batch-writer",
            "dev/penstock/writer/consume/PartitionWorker.java",
            "return position.with(current == null ?",
            "return position.with(true ?"),
    NOW_IN_A_ROW(
            "event-sink",
            "dev/penstock/sink/encode/CommonColumns.java",
            "out.writeLong(origin.ingestedAt().toEpochMilli())",
            "out.writeLong(System.currentTimeMillis())"),
    TOKEN_HIT_BELIEVED(
            "batch-writer",
            "dev/penstock/writer/settle/Delivery.java",
            "if (!doubtful) {",
            "if (!doubtful || doubtful) {"),
    LYING_ANSWER_BELIEVED(
            "event-sink",
            "dev/penstock/sink/insert/InsertAnswer.java",
            "OptionalInt error = error();",
            "if (status == OK) return new InsertResult.Stored(bytes); OptionalInt error = error();");

    private final String module;
    private final String source;
    private final String right;
    private final String wrong;

    Mutant(String module, String source, String right, String wrong) {
        this.module = module;
        this.source = source;
        this.right = right;
        this.wrong = wrong;
    }

    /// The one this test run is about, if it is about one.
    static Optional<Mutant> chosen() {
        return Optional.ofNullable(System.getProperty("penstock.mutant"))
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /// Compiles the class with the mistake.
    ///
    /// @return a directory to put in front of the class path
    String classes() {
        try {
            Path file = Path.of("..", module, "src", "main", "java").resolve(source);
            String text = Files.readString(file);
            if (text.indexOf(right) < 0 || text.indexOf(right) != text.lastIndexOf(right)) {
                throw new IllegalStateException(this + ": " + file + " has not exactly one '" + right + "'");
            }
            Path directory = Files.createTempDirectory(Path.of("target"), "mutant-");
            Path copy = directory.resolve(source);
            Files.createDirectories(copy.getParent());
            Files.writeString(copy, text.replace(right, wrong));
            compile(copy, directory);
            return directory.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path copy, Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> units = files.getJavaFileObjects(copy);
            List<String> options = List.of(
                    "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", directory.toString(), "-nowarn");
            if (!compiler.getTask(null, files, null, options, null, units).call()) {
                throw new IllegalStateException(this + " does not compile");
            }
        }
    }
}
