package dev.penstock.ctl.dlq;

import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.time.Moment;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.EventId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterFilter;
import dev.penstock.sink.triage.LetterState;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which letters a command is about: those that meet everything that is given.
final class FilterOptions {

    /// Most letters of one run: what it keeps of each is in memory.
    static final int MOST = 100_000;

    @Option(
            names = "--group",
            paramLabel = "<fingerprint>",
            description = "Letters of one cause, as `dlq groups` names it.")
    private @Nullable String group;

    @Option(names = "--org", paramLabel = "<id>", description = "Letters of one organization.")
    private @Nullable OrgId org;

    @Option(names = "--stream", paramLabel = "<stream>", description = "Letters of one stream.")
    private @Nullable StreamName stream;

    @Option(names = "--cause", paramLabel = "<code>", description = "Letters of one kind, such as wrong_type.")
    private @Nullable String cause;

    @Option(names = "--column", paramLabel = "<name>", description = "Letters that did not fit this column.")
    private @Nullable String column;

    @Option(names = "--event-id", paramLabel = "<uuid>", description = "Letters of one event.")
    private @Nullable String eventId;

    @Option(
            names = "--source",
            paramLabel = "<topic id/partition/offset>",
            description = "A letter by where its record stood. May be given several times.")
    private List<SourceCoordinates> sources = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "<time>",
            description = "First seen at this time or later: 2026-11-28T10:00:00Z, or 2h for two hours ago.")
    private @Nullable Moment since;

    @Option(names = "--until", paramLabel = "<time>", description = "First seen before this time.")
    private @Nullable Moment until;

    @Option(names = "--limit", paramLabel = "<n>", description = "At most so many letters.")
    private @Nullable Integer limit;

    /// Whether all letters are meant.
    boolean isEmpty() {
        return text().isEmpty();
    }

    /// The same letters, of these states only.
    LetterFilter filter(Set<LetterState> states, InstantSource clock) {
        if (eventId != null && EventId.parse(eventId).isEmpty()) {
            throw new UnusableOptionException("--event-id is a UUID: '" + eventId + "'");
        }
        return new LetterFilter(
                group,
                org == null ? null : org.value(),
                stream == null ? null : stream.value(),
                cause,
                column,
                eventId,
                null,
                instant(since, clock),
                instant(until, clock),
                sources,
                states);
    }

    /// How many letters at most, `fallback` when nothing is said.
    int limit(int fallback) {
        if (limit != null && (limit < 1 || limit > MOST)) {
            throw new UnusableOptionException("--limit is 1 to " + MOST + ": " + limit);
        }
        return limit == null ? fallback : limit;
    }

    /// The letters a run is about, in the order of the topic.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    List<KnownLetter> select(KnownLetters letters, Set<LetterState> states, InstantSource clock) throws SQLException {
        return letters.inOrder(filter(states, clock), limit(MOST));
    }

    /// What was given, for the audit log.
    String text() {
        List<String> given = new ArrayList<>();
        add(given, "group", group);
        add(given, "org", org);
        add(given, "stream", stream);
        add(given, "cause", cause);
        add(given, "column", column);
        add(given, "event-id", eventId);
        sources.forEach(source -> add(given, "source", source));
        add(given, "since", since == null ? null : since.at() == null ? since.ago() : since.at());
        add(given, "until", until == null ? null : until.at() == null ? until.ago() : until.at());
        return String.join(" ", given);
    }

    private static void add(List<String> given, String name, @Nullable Object value) {
        if (value != null) {
            given.add(name + "=" + value);
        }
    }

    private static @Nullable Instant instant(@Nullable Moment moment, InstantSource clock) {
        return moment == null ? null : moment.instant(clock);
    }
}
