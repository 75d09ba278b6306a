package dev.penstock.ctl.connect;

import dev.penstock.control.write.AuditLog;
import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.StreamHalts;
import dev.penstock.control.write.StreamVersions;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.audit.AuditRecord;
import dev.penstock.model.topic.Topic;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Opens the control plane for a command, and says what became of its change.
public final class ControlPlanes {

    private static final int LONGEST_DETAIL = 4_000;

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    public ControlPlanes(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    public ControlPlane open() {
        return new ControlPlane(writer(), clock, new SecureRandom());
    }

    /// Halts of streams, and their end.
    public StreamHalts halts() {
        return new StreamHalts(writer());
    }

    /// Versions of streams' definitions.
    public StreamVersions versions() {
        return new StreamVersions(writer());
    }

    private ControlWriter writer() {
        WriterSettings settings = new WriterSettings(options.actor(), WriterSettings.DEFAULT_TIMEOUT);
        return new ControlWriter(options.controlTopic(), settings, clock);
    }

    /// Writes into the audit log what was changed. To be called when the change is written and its result is told.
    ///
    /// @param detail for people; no secret
    public ExitCode audit(String action, String subject, String detail, long revision) {
        try {
            log().append(line(action, subject, detail, revision));
            return ExitCode.DONE;
        } catch (ControlUnavailableException e) {
            terminal.error("the change itself was made and is in force, do not repeat it; but it is not in the audit"
                    + " log: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /// Writes into the audit log what is about to be changed, where a change takes long enough to be interrupted.
    ///
    /// @param detail for people; no secret
    /// @return false when it could not be written, which is explained; nothing may be changed then
    public boolean announce(String action, String subject, String detail, long revision) {
        try {
            log().append(line(action, subject, detail, revision));
            return true;
        } catch (ControlUnavailableException e) {
            terminal.error("the audit log does not take what is to be changed, so nothing was: " + e.getMessage());
            return false;
        }
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

    private AuditLog log() {
        WriterSettings settings = new WriterSettings(options.actor(), WriterSettings.DEFAULT_TIMEOUT);
        return new AuditLog(Topic.AUDIT_LOG.name(options.topicPrefix()), options.kafka(), settings);
    }

    private AuditRecord line(String action, String subject, String detail, long revision) {
        String cut = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
        return new AuditRecord(
                options.actor(), clock.instant().truncatedTo(ChronoUnit.MILLIS), action, subject, cut, revision);
    }
}
