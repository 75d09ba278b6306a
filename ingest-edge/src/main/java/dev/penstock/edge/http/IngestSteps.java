package dev.penstock.edge.http;

import dev.penstock.edge.admit.AdmissionControl;
import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.authenticate.Authenticator;
import dev.penstock.edge.ledger.EdgeLedger;
import dev.penstock.edge.publish.EventPublisher;
import dev.penstock.edge.publish.PublishPolicy;
import dev.penstock.edge.stored.Awaiting;

/// The steps of a request, in the order it meets them.
record IngestSteps(
        Cors cors,
        Authenticator authenticator,
        BodyLimits limits,
        InFlightBudget budget,
        AdmissionControl admission,
        KeylessBodies keyless,
        Intake intake,
        LargeBodies largeBodies,
        EventPublisher publisher,
        PublishPolicy publishing,
        Awaiting awaiting,
        EdgeLedger ledger) {}
