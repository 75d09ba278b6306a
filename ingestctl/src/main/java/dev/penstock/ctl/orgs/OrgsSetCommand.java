package dev.penstock.ctl.orgs;

import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.limits.GuaranteeOptions;
import dev.penstock.ctl.limits.LimitOptions;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.control.ControlFact.OrganizationFact;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.UnknownStreams;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ingestctl orgs set`. What is not given stays as it is.
@Command(
        name = "set",
        description = "Change an organization. What is not given stays as it is; `none` takes a limit away.",
        footer = {
            "",
            "Examples:",
            "  ingestctl orgs set acme --events-per-second 50000 --guaranteed-events-per-second 10000",
            "  ingestctl orgs set acme --requests-per-second none --unknown-streams refuse"
        })
public final class OrgsSetCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "<id>", description = "The organization.")
    private @Nullable OrgId id;

    @Option(names = "--name", paramLabel = "<name>", description = "Its name, for people.")
    private @Nullable String name;

    @Option(
            names = "--unknown-streams",
            paramLabel = "<policy>",
            description = "What becomes of an event whose stream nobody defined: any, default or refuse.")
    private @Nullable UnknownStreams unknownStreams;

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Mixin
    private GuaranteeOptions guaranteed = new GuaranteeOptions();

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public OrgsSetCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (name == null && unknownStreams == null && !limits.isGiven() && !guaranteed.isGiven()) {
            throw new UnusableOptionException("nothing to set: name what is to change");
        }
        OrgId wanted = Objects.requireNonNull(id);
        WriteResult result = planes.open().changeOrganization(wanted, this::changed);
        if (!(result instanceof WriteResult.Written written && written.fact() instanceof OrganizationFact fact)) {
            return planes.explain(result, "ingestctl orgs list").number();
        }
        Organization now = fact.organization();
        String line = OrganizationText.line(now.limits(), now.guaranteed(), now.unknownStreams());
        terminal.result(options.output(), wanted.value(), Map.of("organization", wanted.value(), "outcome", "changed"));
        terminal.notice("organization " + wanted + " has " + line);
        return planes.audit("orgs.set", "org/" + wanted, "name=" + now.name() + " " + line, written.revision())
                .number();
    }

    private Organization changed(Organization before) {
        return new Organization(
                before.id(),
                name == null ? before.name() : name,
                before.state(),
                before.createdAt(),
                limits.over(before.limits()),
                guaranteed.over(before.guaranteed()),
                unknownStreams == null ? before.unknownStreams() : unknownStreams);
    }
}
