package dev.penstock.edge.admit;

import static dev.penstock.edge.admit.SampleHolders.aKeyOf;
import static dev.penstock.edge.admit.SampleHolders.anOrganization;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Event;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionControlTest {

    private static final OrgId ACME = new OrgId("acme");
    private static final OrgId OTHER = new OrgId("other");
    private static final StreamName CLICKS = new StreamName("clicks");
    private static final StreamName BACKFILL = new StreamName("backfill");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Map<OrgId, Organization> organizations = new HashMap<>();
    private PressureLevel level = PressureLevel.FINE;
    private long now = 42;

    private final RateLimiter limiter = new RateLimiter(SampleHolders.enforcing(), Shares.ALL);
    private final AdmissionControl control = control(limiter);

    @Test
    void withoutLimitsNothingIsRememberedAndNothingTold() {
        KeyRecord key = aKeyOf(ACME, Limits.NONE);

        Ticket ticket = admitted(key, 1_000_000);

        assertThat(ticket.settle(events(CLICKS, 10_000), 20_000_000, now)).isNull();
        assertThat(ticket.status(now)).isNull();
        assertThat(limiter.meters()).isZero();
    }

    @Test
    void requestsAboveTheLimitOfTheKeyAreRefusedWithTheWaitUntilTheNext() {
        KeyRecord key = aKeyOf(ACME, new Limits(2L, null, null));
        admitted(key, 0);
        admitted(key, 0);

        Admission.Refused refused = refused(key, 0);

        assertThat(refused.refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(refused.detail()).isEqualTo("the key's limit of 2 requests a second is used up, try again in 1 s");
        assertThat(refused.waitNanos()).isEqualTo(SECOND / 2);
        assertThat(refused.status()).isEqualTo(new RateStatus(Dimension.REQUESTS, 2, 1, 0, 1));
        now += SECOND / 2;
        admitted(key, 0);
    }

    @Test
    void theBytesThatAreAnnouncedAreTakenBeforeTheBodyAndTheRestOnceItIsUnpacked() {
        organizations.put(ACME, anOrganization(ACME, new Limits(null, null, 1_000L), Limits.NONE));
        KeyRecord key = aKeyOf(ACME, Limits.NONE);

        Ticket first = admitted(key, 400);
        assertThat(first.settle(events(CLICKS, 1), 900, now)).isNull();

        assertThat(first.status(now)).isEqualTo(new RateStatus(Dimension.BYTES, 1_000, 1, 100, 1));
        assertThat(refused(key, 200).refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(refusedWithin(admitted(key, 50), events(CLICKS, 1), 200).refusal())
                .isEqualTo(Refusal.RATE_LIMITED);
        // The refused ones have taken nothing.
        assertThat(admitted(key, 100).settle(events(CLICKS, 1), 100, now)).isNull();
    }

    @Test
    void eventsAreTakenAllOrNoneAndARefusedRequestGivesEverythingBack() {
        organizations.put(ACME, anOrganization(ACME, new Limits(10L, 100L, null), Limits.NONE));
        KeyRecord key = aKeyOf(ACME, new Limits(null, 60L, null));
        assertThat(admitted(key, 0).settle(events(CLICKS, 50), 0, now)).isNull();

        Admission.Refused refused = refusedWithin(admitted(key, 0), events(CLICKS, 20), 0);

        assertThat(refused.refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(admitted(key, 0).settle(events(CLICKS, 10), 0, now)).isNull();
        // Two requests of the organization are used, not three; and 60 events, not 80.
        KeyRecord another = aKeyOf(ACME, Limits.NONE);
        assertThat(admitted(another, 0).settle(events(CLICKS, 40), 0, now)).isNull();
        for (int i = 0; i < 7; i++) {
            admitted(another, 0);
        }
        assertThat(refused(another, 0).detail()).contains("10 requests");
    }

    @Test
    void aRequestLargerThanTheBurstIsAdmittedWhenNothingIsUsed() {
        KeyRecord key = aKeyOf(ACME, new Limits(null, 100L, null));

        assertThat(admitted(key, 0).settle(events(CLICKS, 1_000), 0, now)).isNull();

        Admission.Refused refused = refusedWithin(admitted(key, 0), events(CLICKS, 1), 0);

        assertThat(refused.waitNanos()).isEqualTo(9 * SECOND + SECOND / 100);
    }

    /// What it announced is in use when the rest is taken, and must not count against itself.
    @Test
    void aPackedBodyLargerThanTheBurstIsAdmittedWhenNothingElseIsUsed() {
        KeyRecord key = aKeyOf(ACME, new Limits(null, null, 100L));

        assertThat(admitted(key, 50).settle(events(CLICKS, 1), 1_000, now)).isNull();

        assertThat(refused(key, 1).waitNanos()).isGreaterThan(8 * SECOND);
    }

    @Test
    void whatWasShedForAReasonOfOursIsGivenBack() {
        KeyRecord key = aKeyOf(ACME, new Limits(1L, 10L, 100L));
        Ticket ticket = admitted(key, 100);
        assertThat(ticket.settle(events(CLICKS, 10), 100, now)).isNull();

        ticket.giveBack(now);
        ticket.giveBack(now);

        assertThat(admitted(key, 100).settle(events(CLICKS, 10), 100, now)).isNull();
        assertThat(refused(key, 1)).isNotNull();
    }

    @Test
    void organizationsDoNotInfluenceEachOther() {
        organizations.put(ACME, anOrganization(ACME, new Limits(5L, null, null), Limits.NONE));
        organizations.put(OTHER, anOrganization(OTHER, new Limits(5L, null, null), Limits.NONE));
        KeyRecord loud = aKeyOf(ACME, Limits.NONE);
        KeyRecord quiet = aKeyOf(OTHER, Limits.NONE);

        for (int i = 0; i < 1_000; i++) {
            control.admit(loud, null, 0, now);
        }

        for (int i = 0; i < 5; i++) {
            admitted(quiet, 0);
        }
        assertThat(limiter.refusals(Holder.ORGANIZATION, Dimension.REQUESTS)).isEqualTo(995);
    }

    @Test
    void anOrganizationWithoutLimitsHasTheDefaultOnes() {
        RateLimiter byDefault =
                new RateLimiter(new RatePolicy(3, 0, 0, Duration.ofSeconds(1), RateMode.ENFORCE, true), Shares.ALL);
        AdmissionControl withDefault = control(byDefault);
        organizations.put(OTHER, anOrganization(OTHER, new Limits(5L, null, null), Limits.NONE));

        assertThat(admittedOf(withDefault, aKeyOf(ACME, Limits.NONE), 100)).isEqualTo(3);
        assertThat(admittedOf(withDefault, aKeyOf(OTHER, Limits.NONE), 100)).isEqualTo(5);
    }

    @Test
    void aDryRunCountsWhatItWouldRefuseAndRefusesNothing() {
        RateLimiter dry =
                new RateLimiter(new RatePolicy(0, 0, 0, Duration.ofSeconds(1), RateMode.DRY_RUN, true), Shares.ALL);
        KeyRecord key = aKeyOf(ACME, new Limits(2L, 10L, null));

        for (int i = 0; i < 5; i++) {
            Admission admission = control(dry).admit(key, null, 0, now);
            assertThat(admission).isInstanceOf(Admission.Admitted.class);
            Ticket ticket = ((Admission.Admitted) admission).ticket();
            assertThat(ticket.settle(events(CLICKS, 6), 0, now)).isNull();
            assertThat(ticket.status(now)).isNull();
        }

        // As enforcing would have: the second request has too many events and gives itself back, and so do all later.
        assertThat(dry.refusals(Holder.KEY, Dimension.EVENTS)).isEqualTo(4);
        assertThat(dry.refusals(Holder.KEY, Dimension.REQUESTS)).isZero();
    }

    @Test
    void underPressureAnOrganizationKeepsToWhatItIsGuaranteed() {
        organizations.put(ACME, anOrganization(ACME, Limits.NONE, new Limits(null, 100L, null)));
        KeyRecord guaranteed = aKeyOf(ACME, Limits.NONE);
        level = PressureLevel.ELEVATED;

        assertThat(admitted(guaranteed, 0).settle(events(CLICKS, 100), 0, now)).isNull();
        Admission.Refused refused = refusedWithin(admitted(guaranteed, 0), events(CLICKS, 50), 0);

        assertThat(refused.refusal()).isEqualTo(Refusal.SINK_PRESSURE);
        assertThat(refused.waitNanos()).isEqualTo(SECOND / 2);
        assertThat(refused.status()).isNull();
        now += SECOND / 2;
        assertThat(admitted(guaranteed, 0).settle(events(CLICKS, 50), 0, now)).isNull();
        level = PressureLevel.FINE;
        assertThat(admitted(guaranteed, 0).settle(events(CLICKS, 5_000), 0, now))
                .isNull();
    }

    @Test
    void underHighPressureBulkStreamsWaitWhereverTheyAreNamed() {
        KeyRecord key = aKeyOf(ACME, Limits.NONE);
        level = PressureLevel.HIGH;

        assertThat(control.admit(key, BACKFILL, 0, now))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.SINK_FULL));
        Admission.Refused within =
                refusedWithin(admitted(key, 0), List.of(event(CLICKS), event(CLICKS), event(BACKFILL)), 0);

        assertThat(within.refusal()).isEqualTo(Refusal.SINK_FULL);
        assertThat(admitted(key, 0).settle(events(CLICKS, 3), 0, now)).isNull();
    }

    @Test
    void underCriticalPressureNothingIsTaken() {
        level = PressureLevel.CRITICAL;

        assertThat(refused(aKeyOf(ACME, new Limits(1L, null, null)), 0).refusal())
                .isEqualTo(Refusal.SINK_FULL);
        assertThat(limiter.meters()).isZero();
    }

    @Test
    void whatWasNotUsedForAMinuteIsForgotten() {
        KeyRecord key = aKeyOf(ACME, new Limits(1L, null, null));
        admitted(key, 0);
        limiter.sweep(now + 30 * SECOND);
        assertThat(limiter.meters()).isEqualTo(1);

        limiter.sweep(now + 61 * SECOND);

        assertThat(limiter.meters()).isZero();
        assertThat(limiter.evictions()).isEqualTo(1);
    }

    @Test
    void whatIsOverdrawnIsNotForgotten() {
        KeyRecord key = aKeyOf(ACME, new Limits(null, 1L, null));
        assertThat(admitted(key, 0).settle(events(CLICKS, 300), 0, now)).isNull();

        limiter.sweep(now + 120 * SECOND);

        assertThat(limiter.meters()).isEqualTo(1);
    }

    private AdmissionControl control(RateLimiter limits) {
        return new AdmissionControl(
                limits,
                () -> level,
                SampleHolders.pressure(),
                org -> Optional.ofNullable(organizations.get(org)),
                BACKFILL::equals);
    }

    private Ticket admitted(KeyRecord key, long announced) {
        Admission admission = control.admit(key, null, announced, now);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).ticket();
    }

    private Admission.Refused refused(KeyRecord key, long announced) {
        Admission admission = control.admit(key, null, announced, now);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return (Admission.Refused) admission;
    }

    private Admission.Refused refusedWithin(Ticket ticket, List<Event> events, long size) {
        return Objects.requireNonNull(ticket.settle(events, size, now), "it was admitted");
    }

    private int admittedOf(AdmissionControl asked, KeyRecord key, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += asked.admit(key, null, 0, now) instanceof Admission.Admitted ? 1 : 0;
        }
        return admitted;
    }

    private static List<Event> events(StreamName stream, int count) {
        return Collections.nCopies(count, event(stream));
    }

    private static Event event(StreamName stream) {
        return SampleHolders.anEventOf(stream);
    }
}
