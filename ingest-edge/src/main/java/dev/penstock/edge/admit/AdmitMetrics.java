package dev.penstock.edge.admit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// Meters of admission: limits, pressure, and how the edges share limits. Reads what the deciding classes count.
public final class AdmitMetrics {

    AdmitMetrics(
            MeterRegistry registry,
            RateLimiter limiter,
            PressureBoard pressure,
            UsageShares shares,
            InFlightBudget budget) {
        for (Holder holder : Holder.values()) {
            for (Dimension dimension : Dimension.values()) {
                if (holder != Holder.GUARANTEE) {
                    refusals(registry, limiter, holder, dimension);
                }
            }
        }
        for (Dimension dimension : Dimension.values()) {
            FunctionCounter.builder(
                            "penstock.edge.pressure.limited",
                            limiter,
                            counting -> counting.refusals(Holder.GUARANTEE, dimension))
                    .description("requests above the guaranteed rate, refused under pressure")
                    .baseUnit("requests")
                    .tag("dimension", dimension.code())
                    .register(registry);
        }
        FunctionCounter.builder("penstock.edge.rate.evictions", limiter, RateLimiter::evictions)
                .description("keys and organizations whose use was forgotten, because they had none for a minute")
                .register(registry);
        Gauge.builder("penstock.edge.rate.meters", limiter, RateLimiter::meters)
                .description("keys and organizations with limits, of which something is remembered")
                .register(registry);
        Gauge.builder(
                        "penstock.edge.pressure.level",
                        pressure,
                        board -> board.level().number())
                .description("pressure on the sink: 0 fine, 1 organizations keep to their guaranteed rate, 2 bulk"
                        + " streams wait too, 3 nothing is taken")
                .register(registry);
        Gauge.builder("penstock.edge.usage.edges", shares, UsageShares::edges)
                .description("edges that share the limits, this one included")
                .register(registry);
        Gauge.builder("penstock.edge.usage.connected", shares, known -> known.isConnected() ? 1 : 0)
                .description("1 while this edge reads back what it tells the others; else it gives away its even part")
                .register(registry);
        FunctionCounter.builder("penstock.edge.usage.omitted", shares, UsageShares::omitted)
                .description("organizations left out of a record, because it had as many as it may")
                .register(registry);
        FunctionCounter.builder("penstock.edge.usage.ignored", shares, UsageShares::ignored)
                .description("records of edges that were more than an edge listens to")
                .register(registry);
        Gauge.builder("penstock.edge.in_flight.organizations", budget, InFlightBudget::organizations)
                .description("organizations that have a request in flight")
                .register(registry);
    }

    private static void refusals(MeterRegistry registry, RateLimiter limiter, Holder holder, Dimension dimension) {
        FunctionCounter.builder(
                        "penstock.edge.rate.limited",
                        limiter,
                        counting -> counting.enforces() ? counting.refusals(holder, dimension) : 0)
                .description("requests refused because a limit was used up")
                .baseUnit("requests")
                .tag("holder", holder.code())
                .tag("dimension", dimension.code())
                .register(registry);
        FunctionCounter.builder(
                        "penstock.edge.rate.would.limit",
                        limiter,
                        counting -> counting.enforces() ? 0 : counting.refusals(holder, dimension))
                .description("dry run: requests that would have been refused because a limit was used up")
                .baseUnit("requests")
                .tag("holder", holder.code())
                .tag("dimension", dimension.code())
                .register(registry);
    }
}
