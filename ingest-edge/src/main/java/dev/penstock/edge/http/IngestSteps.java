package dev.penstock.edge.http;

import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.authenticate.Authenticator;
import dev.penstock.edge.publish.EventPublisher;
import dev.penstock.edge.publish.PublishPolicy;

/// The steps of a request, in the order it meets them.
record IngestSteps(
        Authenticator authenticator,
        BodyLimits limits,
        InFlightBudget budget,
        Intake intake,
        LargeBodies largeBodies,
        EventPublisher publisher,
        PublishPolicy publishing) {}
