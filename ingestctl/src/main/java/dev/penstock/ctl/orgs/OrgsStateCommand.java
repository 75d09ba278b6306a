package dev.penstock.ctl.orgs;

import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.OrganizationState;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `ingestctl orgs suspend` and `ingestctl orgs resume`, as it is registered.
@Command(
        description = "Suspend an organization, whose keys are then refused within 5 seconds; or resume it.",
        footer = {"", "Examples:", "  ingestctl orgs suspend acme", "  ingestctl orgs resume acme"})
public final class OrgsStateCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "<id>", description = "The organization.")
    private @Nullable OrgId id;

    private final OrganizationState state;
    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public OrgsStateCommand(OrganizationState state, GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.state = state;
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        OrgId wanted = Objects.requireNonNull(id);
        WriteResult result = planes.open().changeOrganization(wanted, before -> before.in(state));
        if (!(result instanceof WriteResult.Written written)) {
            return planes.explain(result, "ingestctl orgs list").number();
        }
        String name = state.name().toLowerCase(Locale.ROOT);
        terminal.result(options.output(), wanted.value(), Map.of("organization", wanted.value(), "state", name));
        terminal.notice("organization " + wanted + " is " + name);
        return planes.audit(
                        state == OrganizationState.SUSPENDED ? "orgs.suspend" : "orgs.resume",
                        "org/" + wanted,
                        "",
                        written.revision())
                .number();
    }
}
