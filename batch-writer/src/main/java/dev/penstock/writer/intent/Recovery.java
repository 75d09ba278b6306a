package dev.penstock.writer.intent;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.PartitionFacts.Committed;
import dev.penstock.writer.intent.Start.Break;
import dev.penstock.writer.intent.Start.Discard;
import java.util.Optional;

/// Decides where a partition is read from after it was assigned, and whether its first batch has been begun before.
public final class Recovery {

    /// Most records of a batch, whatever the configuration of the writer that made it.
    public static final long MOST_RECORDS = 200_000;

    private Recovery() {}

    /// The decision. It never passes over a record that Kafka has and that may not be settled.
    ///
    /// @param lastSeen the topic this writer has read the partition of before, if it has
    public static Start decide(PartitionFacts facts, Optional<TopicId> lastSeen) {
        if (facts.committed().isEmpty()) {
            boolean other = lastSeen.isPresent() && !lastSeen.get().equals(facts.topic());
            return other ? broken(facts, Break.RECREATED, Optional.empty(), 0) : Start.at(facts.logStart());
        }
        Committed committed = facts.committed().get();
        CommitNote note = CommitNote.parse(committed.metadata());
        Optional<TopicId> topic = note.topic().or(() -> lastSeen);
        if (topic.isPresent() && !topic.get().equals(facts.topic())) {
            return broken(facts, Break.RECREATED, discard(note, Discard.OTHER_TOPIC), 0);
        }
        if (committed.offset() < facts.logStart()) {
            long lost = facts.logStart() - committed.offset();
            return broken(facts, Break.RETENTION, discard(note, Discard.BEFORE_LOG), lost);
        }
        if (committed.offset() > facts.logEnd()) {
            // What was appended since the log was cut has offsets that were settled before: all of it is read.
            return broken(facts, Break.CUT_OFF, discard(note, Discard.BEYOND_LOG), 0);
        }
        return switch (note) {
            case CommitNote.Blank blank -> Start.at(committed.offset());
            case CommitNote.Mark mark -> Start.at(committed.offset());
            case CommitNote.Unreadable unreadable -> without(committed, Discard.UNREADABLE);
            case Intent intent -> followed(committed, intent, facts.logEnd());
        };
    }

    private static Start followed(Committed committed, Intent intent, long logEnd) {
        if (intent.end() < committed.offset()) {
            return without(committed, Discard.UNREADABLE);
        }
        if (intent.end() >= logEnd) {
            return without(committed, Discard.BEYOND_LOG);
        }
        if (intent.end() - committed.offset() >= MOST_RECORDS) {
            return without(committed, Discard.TOO_LARGE);
        }
        return new Start(committed.offset(), Optional.of(intent), Optional.empty(), Optional.empty(), 0);
    }

    private static Start without(Committed committed, Discard why) {
        return new Start(committed.offset(), Optional.empty(), Optional.of(why), Optional.empty(), 0);
    }

    private static Start broken(PartitionFacts facts, Break why, Optional<Discard> discarded, long lost) {
        return new Start(facts.logStart(), Optional.empty(), discarded, Optional.of(why), lost);
    }

    private static Optional<Discard> discard(CommitNote note, Discard why) {
        return switch (note) {
            case Intent intent -> Optional.of(why);
            case CommitNote.Unreadable unreadable -> Optional.of(Discard.UNREADABLE);
            case CommitNote.Mark mark -> Optional.empty();
            case CommitNote.Blank blank -> Optional.empty();
        };
    }
}
