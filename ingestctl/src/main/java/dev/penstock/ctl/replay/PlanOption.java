package dev.penstock.ctl.replay;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that says which replay is meant.
final class PlanOption {

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "<file|id>",
            description = "The file of the plan; or the replay's id, once it was run.")
    private @Nullable String plan;

    String plan() {
        return Objects.requireNonNull(plan);
    }
}
