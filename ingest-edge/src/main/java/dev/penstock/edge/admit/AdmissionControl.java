package dev.penstock.edge.admit;

import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides, before a body is read and once more when it is known what it holds, whether a request may come in: by the
/// pressure on the sink, the limits of its key and those of its organization.
///
/// Thread-safe, no I/O.
public final class AdmissionControl {

    private final RateLimiter limiter;
    private final Supplier<PressureLevel> pressure;
    private final Limits guaranteed;
    private final Function<OrgId, Optional<Organization>> organizations;
    private final BulkStreams bulk;

    /// @param pressure the level now
    /// @param organizations those that are known
    public AdmissionControl(
            RateLimiter limiter,
            Supplier<PressureLevel> pressure,
            PressurePolicy policy,
            Function<OrgId, Optional<Organization>> organizations,
            BulkStreams bulk) {
        this.limiter = limiter;
        this.pressure = pressure;
        this.guaranteed = policy.guaranteedLimits();
        this.organizations = organizations;
        this.bulk = bulk;
    }

    /// Decides by what the head of a request tells.
    ///
    /// @param stream the one it names; null when its events may
    /// @param announced bytes of the body as it is sent; negative when it does not tell
    /// @param now a reading of [System#nanoTime]
    public Admission admit(KeyRecord key, @Nullable StreamName stream, long announced, long now) {
        PressureLevel level = pressure.get();
        if (sheds(level, stream)) {
            return full();
        }
        @Nullable Organization organization = organizations.apply(key.org()).orElse(null);
        List<Account> limits = limiter.accounts(key, organization, now);
        if (limits.isEmpty() && level == PressureLevel.FINE) {
            return new Admission.Admitted(Ticket.FREE);
        }
        List<Account> guarantees = level == PressureLevel.FINE ? List.of() : guarantee(key.org(), organization, now);
        return new Ticket(this, limiter, limits, guarantees).begin(announced, now);
    }

    /// Whether events of this stream get no room at the moment.
    boolean sheds(@Nullable StreamName stream) {
        return sheds(pressure.get(), stream);
    }

    private boolean sheds(PressureLevel level, @Nullable StreamName stream) {
        return switch (level) {
            case FINE, ELEVATED -> false;
            case HIGH -> stream != null && bulk.contains(stream);
            case CRITICAL -> true;
        };
    }

    static Admission.Refused full() {
        return new Admission.Refused(
                Refusal.SINK_FULL, "events are stored too slowly to take more of these, try again", 0, null);
    }

    private List<Account> guarantee(OrgId org, @Nullable Organization organization, long now) {
        Limits own = organization == null ? Limits.NONE : organization.guaranteed();
        return List.of(limiter.guarantee(org, own.isNone() ? guaranteed : own, now));
    }
}
