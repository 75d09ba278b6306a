package dev.penstock.bench.picture;

import dev.penstock.bench.dashboard.Dashboard;
import dev.penstock.bench.dashboard.DashboardFile;
import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.drawing.DashboardDrawing;
import dev.penstock.bench.stack.Build;
import dev.penstock.bench.stack.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// `./penstock pictures`: runs the stack with a real Prometheus for nine minutes, and draws the chart's dashboards.
///
/// A panel that shows nothing makes it fail, so a run is also a check of every expression. Ends all it started.
public final class Pictures {

    private static final long LEAST_FREE = 2L * 1024 * 1024 * 1024;
    private static final int LARGEST = 150_000;
    private static final Duration SCRAPE = Duration.ofSeconds(5);
    private static final String DASHBOARDS = "helm/penstock/dashboards";
    private static final String RULES = "helm/penstock/rules";

    /// Expressions and statements that have nothing to say in this run, with the reason.
    private static final Map<String, String> QUIET = Map.of();

    private final PictureOptions options;
    private final InstantSource clock;

    private Pictures(PictureOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    public static void main(String[] arguments) {
        try {
            PictureOptions options = PictureOptions.parse(List.of(arguments));
            System.exit(new Pictures(options, InstantSource.system()).run());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /// @return 0 when every panel shows something and all pictures are written
    private int run() {
        try {
            List<Dashboard> dashboards = new ArrayList<>();
            for (Path file : files(options.root().resolve(DASHBOARDS), ".json")) {
                dashboards.add(DashboardFile.read(Files.readString(file)));
            }
            Path kept = options.work().resolve("pictures.json");
            if (options.redraw()) {
                if (!Files.exists(kept)) {
                    System.err.println("nothing was run yet that could be drawn again: ./penstock pictures");
                    return 2;
                }
                Recording recording = Recording.read(Files.readString(kept));
                return write(recording, evaluate(dashboards, recording.window(), recording.asAnswers()), List.of());
            }
            Prometheus.require(Objects.requireNonNullElse(System.getenv("PATH"), ""));
            return play(dashboards, kept);
        } catch (IOException e) {
            System.err.println("the pictures cannot be read or written: " + e);
            return 1;
        } catch (InterruptedException e) {
            System.err.println("interrupted");
            return 1;
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private int play(List<Dashboard> dashboards, Path kept) throws IOException, InterruptedException {
        Files.createDirectories(options.work());
        if (Files.getFileStore(options.work()).getUsableSpace() < LEAST_FREE) {
            System.err.println("the pictures need " + LEAST_FREE / (1L << 30) + " GB of free disk");
            return 1;
        }
        Path folder = Files.createTempDirectory(options.work(), "run-");
        Build build = new Build(options.root(), options.build(), options.edgeFlags(), options.writerFlags());
        try (Stack stack = Stack.start(build, folder, clock)) {
            stack.startWriter();
            Story story = new Story(stack, clock);
            story.warm();
            Prometheus prometheus = Prometheus.start(stack, files(options.root().resolve(RULES), ".yaml"), SCRAPE);
            Instant begin = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
            System.out.println("the story takes " + Story.LENGTH.toMinutes() + " minutes");
            Story.Told told = story.play(begin);
            Window window = new Window(begin, begin.plus(Story.LENGTH), SCRAPE, SCRAPE);
            Recording.Recorder recorder = new Recording.Recorder(new Answers() {
                @Override
                public String expression(String expression) {
                    return prometheus.range(expression, window);
                }

                @Override
                public String statement(String statement) {
                    return stack.clickHouse().query(statement);
                }
            });
            Map<Dashboard, Evaluation> evaluations = evaluate(dashboards, window, recorder);
            Recording recording = new Recording(window, told.marks(), recorder.heard());
            Files.writeString(kept, recording.json());
            return write(recording, evaluations, told.surprises());
        }
    }

    private static Map<Dashboard, Evaluation> evaluate(List<Dashboard> dashboards, Window window, Answers answers) {
        Map<Dashboard, Evaluation> evaluations = new LinkedHashMap<>();
        for (Dashboard dashboard : dashboards) {
            evaluations.put(dashboard, Evaluation.of(dashboard, window, answers, QUIET));
        }
        return evaluations;
    }

    // A picture with an empty panel is shown to who made the run, and not put among the documents.
    private int write(Recording recording, Map<Dashboard, Evaluation> evaluations, List<String> surprises)
            throws IOException {
        List<String> wrong = new ArrayList<>(surprises);
        Map<String, String> pictures = new LinkedHashMap<>();
        DashboardDrawing drawing = new DashboardDrawing(recording.window(), recording.marks());
        evaluations.forEach((dashboard, evaluation) -> {
            String picture = drawing.draw(dashboard, evaluation.contents());
            pictures.put(dashboard.uid() + ".svg", picture);
            evaluation.silent().forEach(question -> wrong.add("shows nothing: " + question));
            int size = picture.getBytes(StandardCharsets.UTF_8).length;
            if (size > LARGEST) {
                wrong.add(dashboard.uid() + " takes " + size + " bytes, more than " + LARGEST);
            }
        });
        Path folder = wrong.isEmpty() ? options.output() : options.work().resolve("pictures");
        Files.createDirectories(folder);
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            Files.writeString(folder.resolve(picture.getKey()), picture.getValue());
        }
        wrong.forEach(System.err::println);
        System.out.println("written: " + pictures.keySet() + " in " + folder);
        return wrong.isEmpty() ? 0 : 1;
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .map(Path::toAbsolutePath)
                    .sorted()
                    .toList();
        }
    }
}
