package dev.penstock.control.replica;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Revised;
import dev.penstock.model.wire.ControlCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;

/// A state on disk: magic, version, topic id, revision, number of records, the records (revision, length, the bytes
/// of the topic), CRC32C of all before it.
///
/// Written whole into a file beside it and renamed, so that a reader finds the old or the new one and never half of
/// one. It holds what the topic holds, hashes of secrets included, and is readable by its owner only.
final class SnapshotFile {

    // Far above any real one (a million facts are about 200 MB), so that a wrong path does not fill the memory.
    private static final long MAX_BYTES = 1L << 30;

    private static final int MAGIC = 0x504E5354;
    private static final int VERSION = 1;
    private static final int HEADER = 4 + 4 + 16 + 8 + 4;
    private static final int RECORD_HEADER = 8 + 4;
    private static final int CHECKSUM = 4;

    private final Path path;

    SnapshotFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    LoadResult load() {
        byte[] bytes;
        try {
            long size = Files.size(path);
            if (size > MAX_BYTES) {
                return new LoadResult.Broken("it has " + size + " bytes");
            }
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return new LoadResult.Absent();
        } catch (IOException e) {
            return new LoadResult.Broken("it cannot be read: " + e);
        }
        try {
            return new LoadResult.Loaded(decode(bytes));
        } catch (MalformedRecordException | BufferUnderflowException | IllegalArgumentException e) {
            return new LoadResult.Broken(String.valueOf(e.getMessage()));
        }
    }

    /// Replaces the file. After a failure the old one is still there.
    void write(Snapshot snapshot) throws IOException {
        ByteBuffer bytes = encode(snapshot);
        Path directory = path.getParent();
        if (directory == null) {
            throw new IOException(path + " cannot be the file of a snapshot");
        }
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, "control-", ".tmp");
        try {
            try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        // The rename itself lasts only once the directory is on disk.
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static ByteBuffer encode(Snapshot snapshot) {
        ControlState state = snapshot.state();
        List<Revised> facts = new ArrayList<>(state.all());
        List<byte[]> values = new ArrayList<>(facts.size());
        int size = HEADER + CHECKSUM;
        for (Revised fact : facts) {
            byte[] value = ControlCodec.encode(fact.record());
            values.add(value);
            size = Math.addExact(size, RECORD_HEADER + value.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        bytes.putInt(MAGIC).putInt(VERSION);
        bytes.putLong(snapshot.topicId().getMostSignificantBits())
                .putLong(snapshot.topicId().getLeastSignificantBits());
        bytes.putLong(state.revision()).putInt(facts.size());
        for (int i = 0; i < facts.size(); i++) {
            byte[] value = values.get(i);
            bytes.putLong(facts.get(i).revision()).putInt(value.length).put(value);
        }
        bytes.putInt(checksum(bytes.array(), bytes.position()));
        return bytes.flip();
    }

    private static Snapshot decode(byte[] content) throws MalformedRecordException {
        if (content.length < HEADER + CHECKSUM) {
            throw new MalformedRecordException("it is cut off after " + content.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (bytes.getInt() != MAGIC) {
            throw new MalformedRecordException("it is no snapshot");
        }
        int checked = content.length - CHECKSUM;
        if (bytes.getInt(checked) != checksum(content, checked)) {
            throw new MalformedRecordException("its checksum is wrong");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new MalformedRecordException("it has version " + version + ", known is " + VERSION);
        }
        Uuid topicId = new Uuid(bytes.getLong(), bytes.getLong());
        long revision = bytes.getLong();
        int facts = bytes.getInt();
        ControlState.Changes changes = ControlState.EMPTY.change();
        for (int i = 0; i < facts; i++) {
            long at = bytes.getLong();
            byte[] value = new byte[bytes.getInt()];
            bytes.get(value);
            changes.apply(new Revised(at, ControlCodec.decode(value)));
        }
        changes.skip(revision);
        return new Snapshot(topicId, changes.done());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
