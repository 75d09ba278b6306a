package dev.penstock.bench.baseline;

import dev.penstock.bench.stack.ClickHouse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Inserts blocks that are ready, one after the other: what the engine takes when nobody has to make them.
public final class InsertLoop {

    private InsertLoop() {}

    /// Inserts every block, and prints how long it took.
    ///
    /// @param arguments ClickHouse's URL, table, format, rows of a block, files with a block each
    public static void main(String[] arguments) throws IOException {
        ClickHouse clickHouse = new ClickHouse(URI.create(arguments[0]));
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            blocks.add(Files.readAllBytes(Path.of(arguments[i])));
        }
        clickHouse.insert(arguments[1], arguments[2], blocks.getFirst());
        Stopwatch stopwatch = new Stopwatch();
        for (byte[] block : blocks) {
            clickHouse.insert(arguments[1], arguments[2], block);
        }
        System.out.println(
                stopwatch.of(Long.parseLong(arguments[3]) * blocks.size()).line());
    }
}
