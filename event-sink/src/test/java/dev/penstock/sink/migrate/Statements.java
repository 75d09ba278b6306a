package dev.penstock.sink.migrate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The statements of a step, one by one: the engine takes no more at a time.
final class Statements {

    private Statements() {}

    static List<String> of(List<PlannedStep> steps) {
        return steps.stream().flatMap(step -> of(step.sql()).stream()).toList();
    }

    static List<String> of(String sql) {
        String code = sql.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
