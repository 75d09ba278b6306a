package dev.penstock.bench.picture;

import dev.penstock.bench.corpus.Corpus;
import dev.penstock.bench.drawing.Mark;
import dev.penstock.bench.stack.Stack;
import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.Results;
import dev.penstock.local.load.Traffic;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.limit.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Seven minutes in which an operator's dashboards have something to show: a shop, a travel agency, a bank and a
/// game send all the time, and one thing after another goes wrong.
final class Story {

    /// How long it takes.
    static final Duration LENGTH = Duration.ofMinutes(7);

    private static final int CLICKS = 50;
    private static final int LARGE_BODY = 800;
    private static final int TOO_MANY = 40;
    private static final Limits FEW = new Limits(null, 200L, null);
    private static final int WARMING = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final long ids = NumberedEvents.newRun();
    private final Stack stack;
    private final InstantSource clock;
    private final String shop;
    private final String travel;
    private final String bank;
    private final String game;

    /// Makes the organizations, their keys, and the stream with a table of its own.
    Story(Stack stack, InstantSource clock) {
        this.stack = stack;
        this.clock = clock;
        Path definitions = stack.folder().resolve("streams.json");
        try {
            Files.writeString(definitions, Orders.DEFINITION);
        } catch (IOException e) {
            throw new UncheckedIOException("no room for " + definitions, e);
        }
        stack.ingestctl("streams", "apply", "-f", definitions.toString());
        this.shop = stack.key("shop", Limits.NONE);
        this.travel = stack.key("travel", Limits.NONE);
        this.bank = stack.key("bank", Limits.NONE);
        this.game = stack.key("game", FEW);
    }

    /// Sends until nobody is refused, so that the picture does not begin with classes being loaded and an edge
    /// that does not know yet how far the writer is.
    void warm() throws InterruptedException {
        for (int i = 0; i < WARMING; i++) {
            Counted counted = LoadRun.of(stack.edgeUrl(), Duration.ofSeconds(10), usual(0))
                    .all();
            if (counted.answersBut(200, 202) == 0) {
                return;
            }
            System.out.println("  still refused while it starts: " + counted.answers());
        }
        throw new IllegalStateException("the edge still refuses after " + WARMING + " times ten seconds");
    }

    /// Plays it, and says what was done when.
    ///
    /// @throws IllegalStateException when something did not come to what the story says
    Told play(Instant begin) throws InterruptedException {
        List<Mark> marks = new ArrayList<>();
        List<String> surprises = new ArrayList<>();
        try (LoadRun always = LoadRun.start(stack.edgeUrl(), usual(8))) {
            for (Chapter chapter : chapters()) {
                until(begin.plus(chapter.from()));
                double from = seconds();
                chapter.begin().run();
                until(begin.plus(chapter.to()));
                chapter.end().run();
                marks.add(new Mark(chapter.name(), from, seconds()));
                System.out.println("  " + chapter.name());
            }
            until(begin.plus(LENGTH));
            Counted counted = always.stop().all();
            System.out.println("  who sends all the time was answered " + counted);
            // The game is refused for its limit, also what it sends all the time.
            if (counted.answersBut(200, 202, 429) > counted.answers(202) / 100) {
                surprises.add(
                        "more than one in a hundred was refused for no reason of the story: " + counted.answers());
            }
        }
        awaitLetters();
        replay();
        return new Told(marks, surprises);
    }

    /// What was done when, and what else happened that the pictures should not show.
    record Told(List<Mark> marks, List<String> surprises) {}

    private List<Traffic> usual(int lane) {
        return List.of(
                Traffic.open("clicks of the shop", clicks(lane, shop, CLICKS), 12, 8),
                Traffic.open("clicks of the agency", clicks(lane + 1, travel, CLICKS / 2), 10, 8),
                Traffic.open("moves of the game", clicks(lane + 5, game, 10), 4, 4),
                Traffic.open("orders", Orders.good(ids, lane + 2, bank, 10, Orders.path("")), 12, 8),
                Traffic.open(
                        "orders that wait", Orders.good(ids, lane + 3, bank, 1, Orders.path("?ack=stored")), 2, 64),
                Traffic.open("exports", clicks(lane + 4, shop, LARGE_BODY), 0.25, 2));
    }

    private Requests clicks(int lane, String key, int events) {
        return Corpus.clickstream(ids, lane, "clicks", key, events, Corpus.SMALL);
    }

    private List<Chapter> chapters() {
        Load bad = new Load(Traffic.open("bad", Orders.bad(ids, 20, bank, 2), 2, 4), 202);
        Load unknown = new Load(
                Traffic.open(
                        "unknown",
                        clicks(
                                21,
                                IngestionKey.generate("live", new SecureRandom())
                                        .reveal(),
                                1),
                        5,
                        4),
                401);
        Load greedy = new Load(Traffic.open("greedy", clicks(22, game, TOO_MANY), 12, 4), 429);
        return List.of(
                bad.chapter("the bank's amounts are no numbers: dead letters", 30, 95),
                unknown.chapter("a key nobody knows", 105, 140),
                greedy.chapter("the game sends above its limit", 150, 185),
                new Chapter(
                        "ClickHouse is away",
                        at(200),
                        at(245),
                        () -> stack.engine().kill(),
                        stack::restartEngine),
                new Chapter(
                        "the orders are halted, then resumed",
                        at(295),
                        at(325),
                        () -> stack.ingestctl(
                                "streams", "halt", Orders.STREAM, "--reason", "their table is repaired", "--yes"),
                        () -> stack.ingestctl("streams", "resume", Orders.STREAM)),
                // Its insert has not been answered when it dies.
                new Chapter(
                        "the writer is killed while it inserts, and starts again",
                        at(375),
                        at(378),
                        () -> stack.engine().pause(),
                        () -> {
                            stack.writer().kill();
                            stack.engine().resume();
                            stack.startWriter();
                        }));
    }

    private static Duration at(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private void until(Instant time) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), time);
        if (left.isPositive()) {
            TimeUnit.NANOSECONDS.sleep(left.toNanos());
        }
    }

    private double seconds() {
        return clock.millis() / 1000.0;
    }

    // The last thing that is loaded, and only now and then.
    private void awaitLetters() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stack.clickHouse().number("select count() from penstock.dead_letter_groups") == 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("no dead letter is in ClickHouse after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void replay() {
        Path plan = stack.folder().resolve("replay.json");
        stack.ingestctl(
                "replay",
                "--shadow",
                "--from=-3m",
                "--to=now",
                "--stream",
                Orders.STREAM,
                "--share=100",
                "--plan-file=" + plan);
    }

    /// @param from since the beginning
    private record Chapter(String name, Duration from, Duration to, Deed begin, Deed end) {}

    private interface Deed {

        void run() throws InterruptedException;
    }

    /// Traffic of a chapter, and the answer without which it would not be what its name says.
    private final class Load {

        private final Traffic traffic;
        private final int answer;
        private final List<LoadRun> running = new ArrayList<>();

        Load(Traffic traffic, int answer) {
            this.traffic = traffic;
            this.answer = answer;
        }

        Chapter chapter(String name, long from, long to) {
            return new Chapter(name, at(from), at(to), this::begin, this::end);
        }

        private void begin() {
            running.add(LoadRun.start(stack.edgeUrl(), List.of(traffic)));
        }

        private void end() throws InterruptedException {
            try (LoadRun run = running.removeFirst()) {
                Results results = run.stop();
                if (results.all().answers(answer) == 0) {
                    throw new IllegalStateException(
                            traffic.name() + ": nobody was answered " + answer + " but " + results.all());
                }
            }
        }
    }
}
