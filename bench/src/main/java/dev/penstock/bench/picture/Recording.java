package dev.penstock.bench.picture;

import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.drawing.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a run was, and all that was asked about it: enough to draw it again.
record Recording(Window window, List<Mark> marks, Map<String, String> answers) {

    Recording {
        marks = List.copyOf(marks);
        answers = Map.copyOf(answers);
    }

    /// Asks somebody else once, and keeps what is said.
    static final class Recorder implements Answers {

        private final Answers source;
        private final Map<String, String> heard = new TreeMap<>();

        Recorder(Answers source) {
            this.source = source;
        }

        @Override
        public String expression(String expression) {
            return heard.computeIfAbsent(expression, source::expression);
        }

        @Override
        public String statement(String statement) {
            return heard.computeIfAbsent(statement, source::statement);
        }

        Map<String, String> heard() {
            return Map.copyOf(heard);
        }
    }

    /// Answers what was asked then.
    Answers asAnswers() {
        return new Answers() {
            @Override
            public String expression(String expression) {
                return known(expression);
            }

            @Override
            public String statement(String statement) {
                return known(statement);
            }
        };
    }

    private String known(String question) {
        String answer = answers.get(question);
        if (answer == null) {
            throw new IllegalStateException("the last run was not asked this, run ./penstock pictures: " + question);
        }
        return answer;
    }

    String json() {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("from", window.from().getEpochSecond());
        root.put("to", window.to().getEpochSecond());
        root.put("scrape", window.scrape().toSeconds());
        root.put("step", window.step().toSeconds());
        ArrayNode all = root.putArray("marks");
        for (Mark mark : marks) {
            all.addObject().put("name", mark.name()).put("from", mark.from()).put("to", mark.to());
        }
        ObjectNode said = root.putObject("answers");
        new TreeMap<>(answers).forEach(said::put);
        return JsonMapper.shared().writeValueAsString(root);
    }

    static Recording read(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        Window window = new Window(
                Instant.ofEpochSecond(root.path("from").asLong()),
                Instant.ofEpochSecond(root.path("to").asLong()),
                Duration.ofSeconds(root.path("scrape").asLong()),
                Duration.ofSeconds(root.path("step").asLong()));
        List<Mark> marks = new ArrayList<>();
        for (JsonNode mark : root.path("marks")) {
            marks.add(new Mark(
                    mark.path("name").asString(),
                    mark.path("from").asDouble(),
                    mark.path("to").asDouble()));
        }
        Map<String, String> answers = new TreeMap<>();
        root.path("answers")
                .properties()
                .forEach(
                        answer -> answers.put(answer.getKey(), answer.getValue().asString()));
        return new Recording(window, marks, answers);
    }
}
