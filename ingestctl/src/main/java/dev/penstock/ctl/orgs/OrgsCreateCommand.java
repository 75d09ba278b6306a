package dev.penstock.ctl.orgs;

import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.limits.GuaranteeOptions;
import dev.penstock.ctl.limits.LimitOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.UnknownStreams;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ingestctl orgs create`.
@Command(
        name = "create",
        description = "Create an organization.",
        footer = {"", "Example:", "  ingestctl orgs create acme --name 'Acme Corporation'"})
public final class OrgsCreateCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "<id>", description = "Its id: 1 to 64 of A-Z a-z 0-9 _ . -")
    private @Nullable OrgId id;

    @Option(names = "--name", paramLabel = "<name>", description = "Its name, for people. The id, unless given.")
    private @Nullable String name;

    @Option(names = "--if-absent", description = "It is no error when there is one of this id.")
    private boolean ifAbsent;

    @Option(
            names = "--unknown-streams",
            paramLabel = "<policy>",
            defaultValue = "any",
            description = {
                "What becomes of an event whose stream nobody defined: it is taken (any), goes to the stream default",
                "(default), or is refused (refuse). Now: ${DEFAULT-VALUE}."
            })
    private UnknownStreams unknownStreams = UnknownStreams.ANY;

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Mixin
    private GuaranteeOptions guaranteed = new GuaranteeOptions();

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public OrgsCreateCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        OrgId wanted = Objects.requireNonNull(id);
        ControlPlane plane = planes.open();
        Limits own = limits.over(Limits.NONE);
        Limits promised = guaranteed.over(Limits.NONE);
        WriteResult result =
                plane.createOrganization(wanted, name == null ? wanted.value() : name, own, promised, unknownStreams);
        boolean there = ifAbsent
                && result instanceof WriteResult.Conflict
                && plane.read().organization(wanted).isPresent();
        if (there || result instanceof WriteResult.Written) {
            terminal.result(
                    options.output(),
                    wanted.value(),
                    Map.of("organization", wanted.value(), "outcome", there ? "exists" : "created"));
            terminal.notice("organization " + wanted + (there ? " was there already" : " created"));
            return (result instanceof WriteResult.Written written
                            ? planes.audit(
                                    "orgs.create",
                                    "org/" + wanted,
                                    OrganizationText.line(own, promised, unknownStreams),
                                    written.revision())
                            : ExitCode.DONE)
                    .number();
        }
        return planes.explain(result, "ingestctl orgs list").number();
    }
}
