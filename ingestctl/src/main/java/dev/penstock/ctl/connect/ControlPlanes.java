package dev.penstock.ctl.connect;

import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import java.security.SecureRandom;
import java.time.InstantSource;

/// Opens the control plane for a command, and says what became of its change.
public final class ControlPlanes {

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    public ControlPlanes(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    public ControlPlane open() {
        WriterSettings settings = new WriterSettings(options.actor(), WriterSettings.DEFAULT_TIMEOUT);
        return new ControlPlane(new ControlWriter(options.controlTopic(), settings, clock), clock, new SecureRandom());
    }

    /// Explains a change that was not written.
    ///
    /// @param look the command that shows what is there
    public ExitCode explain(WriteResult result, String look) {
        return switch (result) {
            case WriteResult.Written written -> ExitCode.DONE;
            case WriteResult.Conflict conflict -> {
                terminal.error(conflict.reason());
                yield ExitCode.REFUSED;
            }
            case WriteResult.LostRace race -> {
                terminal.error(
                        "somebody else changed the control plane at the same moment, and nothing was written: run"
                                + " the command again");
                yield ExitCode.FAILED;
            }
            case WriteResult.Unavailable unavailable -> {
                terminal.error(unavailable.reason()
                        + (unavailable.unknown()
                                ? ". It may have been written nevertheless: look with `" + look + "` first"
                                : ". Nothing was written"));
                yield ExitCode.FAILED;
            }
        };
    }
}
