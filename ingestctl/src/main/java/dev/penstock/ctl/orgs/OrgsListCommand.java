package dev.penstock.ctl.orgs;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.limits.LimitsText;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.control.ControlFact.OrganizationFact;
import dev.penstock.model.organization.Organization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `ingestctl orgs list`.
@Command(name = "list", description = "List the organizations.")
public final class OrgsListCommand implements Callable<Integer> {

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public OrgsListCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        List<Organization> organizations = planes.open().read().all().stream()
                .filter(found -> found.record().fact() instanceof OrganizationFact)
                .map(found -> ((OrganizationFact) found.record().fact()).organization())
                .sorted(Comparator.comparing(organization -> organization.id().value()))
                .toList();
        TextTable table = new TextTable("ID", "NAME", "STATE", "LIMITS", "GUARANTEED", "UNKNOWN STREAMS", "CREATED");
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Organization organization : organizations) {
            String state = organization.state().name().toLowerCase(Locale.ROOT);
            table.add(
                    organization.id().value(),
                    organization.name(),
                    state,
                    LimitsText.of(organization.limits()),
                    LimitsText.of(organization.guaranteed()),
                    OrganizationText.of(organization.unknownStreams()),
                    organization.createdAt().toString());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("id", organization.id());
            document.put("name", organization.name());
            document.put("state", state);
            document.put("limits", LimitsText.document(organization.limits()));
            document.put("guaranteed", LimitsText.document(organization.guaranteed()));
            document.put("unknown_streams", OrganizationText.of(organization.unknownStreams()));
            document.put("created_at", organization.createdAt());
            documents.add(document);
        }
        terminal.result(options.output(), table, Map.of("organizations", documents));
        return ExitCode.DONE.number();
    }
}
