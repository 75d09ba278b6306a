package dev.penstock.writer.intent;

import dev.penstock.model.topic.TopicId;
import java.util.Optional;

/// What stands in the metadata of a committed offset. Kafka keeps up to 4 kB there; ours are below 100 characters.
public sealed interface CommitNote permits Intent, CommitNote.Mark, CommitNote.Blank, CommitNote.Unreadable {

    /// The topic whose offset it is, when the note says so.
    Optional<TopicId> topic();

    /// Reads what another writer, or this one before it ended, has committed. Reads strictly: a note that is not
    /// word for word one of ours must not decide where a batch ends.
    static CommitNote parse(String metadata) {
        return metadata.isEmpty() ? new Blank() : NoteReader.read(metadata);
    }

    /// Nothing is under way: everything before the offset is settled. It names the topic, so that one that was
    /// made anew is noticed although it has the same offsets.
    record Mark(TopicId of) implements CommitNote {

        @Override
        public Optional<TopicId> topic() {
            return Optional.of(of);
        }

        /// As it is committed.
        public String text() {
            return "v1;topic=" + of;
        }
    }

    /// No note: from a tool that moved the group, or a writer before there were notes.
    record Blank() implements CommitNote {

        @Override
        public Optional<TopicId> topic() {
            return Optional.empty();
        }
    }

    /// Of a version we do not know, or none of ours.
    record Unreadable() implements CommitNote {

        @Override
        public Optional<TopicId> topic() {
            return Optional.empty();
        }
    }
}
