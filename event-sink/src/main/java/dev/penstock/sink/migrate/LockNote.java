package dev.penstock.sink.migrate;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is written on the lock of a schema.
///
/// @param id 16 hexadecimal digits, another for each run
/// @param owner for people, of `A-Z a-z 0-9 _ . @ -`
/// @param until when the lock may be taken away
record LockNote(String id, String owner, Instant until) {

    private static final Pattern FORM = Pattern.compile("id=([0-9a-f]{16});owner=([A-Za-z0-9_.@-]*);until=(\\S+)");

    /// The text, with nothing in it that a literal would have to escape.
    String text() {
        return "id=" + id + ";owner=" + owner.replaceAll("[^A-Za-z0-9_.@-]", "_") + ";until=" + until.toEpochMilli();
    }

    static Optional<LockNote> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new LockNote(form.group(1), form.group(2), Instant.ofEpochMilli(Long.parseLong(form.group(3)))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
