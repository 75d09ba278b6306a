package dev.penstock.writer.intent;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the notes of version 1.
final class NoteReader {

    // Eighteen digits always fit into a long.
    private static final Pattern INTENT =
            Pattern.compile("v1;end=(\\d{1,18});at=(\\d{1,18});rev=(-1|\\d{1,18});topic=([A-Za-z0-9_-]{22})");

    private static final Pattern MARK = Pattern.compile("v1;topic=([A-Za-z0-9_-]{22})");

    private NoteReader() {}

    static CommitNote read(String metadata) {
        Matcher intent = INTENT.matcher(metadata);
        if (intent.matches()) {
            return same(
                    metadata,
                    new Intent(
                            Long.parseLong(intent.group(1)),
                            Instant.ofEpochMilli(Long.parseLong(intent.group(2))),
                            Long.parseLong(intent.group(3)),
                            TopicId.parse(intent.group(4))));
        }
        Matcher mark = MARK.matcher(metadata);
        if (mark.matches()) {
            CommitNote.Mark read = new CommitNote.Mark(TopicId.parse(mark.group(1)));
            return read.text().equals(metadata) ? read : new CommitNote.Unreadable();
        }
        return new CommitNote.Unreadable();
    }

    // One note has one spelling: a leading zero is not ours.
    private static CommitNote same(String metadata, Intent read) {
        return read.text().equals(metadata) ? read : new CommitNote.Unreadable();
    }
}
