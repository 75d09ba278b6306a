package dev.penstock.control.write;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Objection;
import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.topic.RecordObserver;
import dev.penstock.control.topic.TopicTail;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.wire.ControlCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the control topic by compare-and-set.
///
/// All writers of a cluster share one transactional id. Who begins fences whoever was there before, reads the topic
/// to its end, decides, and commits what it decided. Nobody else can have written between the reading and the
/// commit: to do so he must have begun, and then this commit fails. So an update is never lost, and a revoked key never
/// revived, although the topic keeps the last record of a name whatever it says. ADR 0003 has the argument and the
/// measurements.
///
/// Each change opens its own clients and closes them: changes are rare and made by people. May be used by several
/// threads; they race like strangers.
public final class ControlWriter {

    private static final Logger log = LoggerFactory.getLogger(ControlWriter.class);

    // Whether Kafka is there at all: a person waits for the answer.
    private static final Duration REACH = Duration.ofSeconds(5);

    private final ControlTopic topic;
    private final WriterSettings settings;
    private final InstantSource clock;

    public ControlWriter(ControlTopic topic, WriterSettings settings, InstantSource clock) {
        this.topic = topic;
        this.settings = settings;
        this.clock = clock;
    }

    /// Everything that is committed now.
    ///
    /// @throws ControlUnavailableException when Kafka does not do its part
    public ControlState read() throws ControlUnavailableException {
        try (TopicTail tail = topic.open()) {
            tail.topicId(reach());
            return tail.readToEnd(settings.timeout(), new LeftOut());
        } catch (KafkaException e) {
            throw new ControlUnavailableException(reasonOf(e), e);
        }
    }

    /// Asks `change` what to write and writes it. Takes a fraction of a second, or a few times the time limit of
    /// the [WriterSettings] when Kafka does not answer.
    public WriteResult write(Change change) {
        try (TopicTail tail = topic.open()) {
            // Before anybody is fenced: a topic that is not there should cost nothing.
            tail.topicId(reach());
            try (WriterTransaction transaction = new WriterTransaction(topic, settings)) {
                transaction.fenceOthers();
                ControlState current = tail.readToEnd(settings.timeout(), new LeftOut());
                return switch (change.decide(current)) {
                    case Change.Decision.Refuse refuse -> new WriteResult.Conflict(refuse.reason());
                    case Change.Decision.Write write ->
                        conflict(current, write.facts()).orElseGet(() -> commit(transaction, write.facts()));
                };
            }
        } catch (KafkaException e) {
            return isLostRace(e) ? new WriteResult.LostRace() : unavailable(e, false);
        }
    }

    private Duration reach() {
        return settings.timeout().compareTo(REACH) < 0 ? settings.timeout() : REACH;
    }

    private static Optional<WriteResult> conflict(ControlState current, List<ControlFact> facts) {
        for (ControlFact fact : facts) {
            Optional<Objection> objection = current.objectionTo(fact).or(() -> repetition(current, fact));
            if (objection.isPresent()) {
                return Optional.of(new WriteResult.Conflict(sentence(fact, objection.get())));
            }
        }
        return Optional.empty();
    }

    // Compaction would keep the repetition alone, and with it a later revision: what was in force before it could not
    // be told any more.
    private static Optional<Objection> repetition(ControlState current, ControlFact fact) {
        boolean immutable = fact instanceof ControlFact.StreamFact || fact instanceof ControlFact.HaltFact;
        return immutable && current.find(fact.name()).isPresent()
                ? Optional.of(Objection.FACT_IS_IMMUTABLE)
                : Optional.empty();
    }

    private WriteResult commit(WriterTransaction transaction, List<ControlFact> facts) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        transaction.begin();
        long revision = -1;
        for (ControlFact each : facts) {
            ControlRecord record = new ControlRecord(each, settings.actor(), now);
            revision = transaction.send(ControlCodec.encodeKey(each), ControlCodec.encode(record));
        }
        ControlFact fact = facts.getFirst();
        try {
            transaction.commit();
            return new WriteResult.Written(revision, fact);
        } catch (KafkaException e) {
            return settle(e, revision, fact);
        }
    }

    /// Finds out what became of a commit that failed. Even a fenced one may have succeeded: its answer was lost,
    /// another writer began, and the repeated request found itself fenced.
    private WriteResult settle(KafkaException failure, long revision, ControlFact fact) {
        log.atDebug()
                .setCause(failure)
                .addKeyValue("revision", revision)
                .log("commit failed, looking what became of it");
        try (TopicTail tail = topic.open()) {
            if (isLostRace(failure)) {
                // Kafka lets another writer begin only when the transaction before is over, so the topic has the
                // answer.
                return settledBy(tail, revision, fact);
            }
            try (WriterTransaction end = new WriterTransaction(topic, settings)) {
                // Ends the transaction one way or the other; until then there is no answer.
                end.fenceOthers();
                return settledBy(tail, revision, fact);
            }
        } catch (KafkaException e) {
            return unavailable(e, true);
        }
    }

    private WriteResult settledBy(TopicTail tail, long revision, ControlFact fact) {
        Sighting sighting = new Sighting(revision);
        tail.readToEnd(settings.timeout(), sighting);
        return sighting.seen ? new WriteResult.Written(revision, fact) : new WriteResult.LostRace();
    }

    private WriteResult unavailable(KafkaException cause, boolean unknown) {
        log.atDebug().setCause(cause).log("control topic could not be written");
        return new WriteResult.Unavailable(reasonOf(cause), unknown);
    }

    // Each of them says that this producer's transaction is over. A producer that has met one wraps it in
    // whatever is asked of it next.
    private static boolean isLostRace(Throwable failure) {
        return switch (failure) {
            case ProducerFencedException fenced -> true;
            case InvalidProducerEpochException fenced -> true;
            case InvalidPidMappingException forgotten -> true;
            case InvalidTxnStateException ended -> true;
            default -> failure.getCause() != null && isLostRace(failure.getCause());
        };
    }

    private String reasonOf(KafkaException cause) {
        return switch (cause) {
            case UnknownTopicOrPartitionException missing -> String.valueOf(missing.getMessage());
            case AuthorizationException denied ->
                "Kafka does not allow it (" + denied.getMessage()
                        + "): this user must be allowed to read and write topic " + topic.name()
                        + " and to write transactional id " + WriterTransaction.idFor(topic);
            case TimeoutException late ->
                "Kafka did not answer in time (" + late.getMessage()
                        + "): check the bootstrap servers, and that the brokers are up";
            // Kafka's clients wrap what is wrong with their settings.
            default ->
                "Kafka failed: " + cause.getMessage()
                        + (cause.getCause() == null
                                ? ""
                                : ", " + cause.getCause().getMessage());
        };
    }

    private static String sentence(ControlFact fact, Objection objection) {
        String name = fact.name().text();
        return switch (objection) {
            case REVOKED_IS_FINAL -> name + " is revoked, which is final: create another key";
            case KEY_IS_ANOTHER -> name + " belongs to another organization or has another secret: create another key";
            case FACT_IS_IMMUTABLE -> name + " is there already and cannot be altered: use the next number";
            case MALFORMED, TOMBSTONE -> name + " cannot be written";
        };
    }

    /// Names the records that are left out of the state, as the replica does.
    private static class LeftOut implements RecordObserver {

        @Override
        public void applied(long revision) {}

        @Override
        public void refused(long revision, Objection objection, String detail) {
            log.atWarn()
                    .addKeyValue("revision", revision)
                    .addKeyValue("reason", objection.code())
                    .addKeyValue("detail", detail)
                    .log("control record left out, what was known before stays");
        }
    }

    /// Looks out for one revision. An aborted record is never shown, so a record that is shown was committed.
    private static final class Sighting extends LeftOut {

        private final long revision;
        private boolean seen;

        Sighting(long revision) {
            this.revision = revision;
        }

        @Override
        public void applied(long at) {
            seen |= at == revision;
        }
    }
}
