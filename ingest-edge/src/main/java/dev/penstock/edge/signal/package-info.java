/// What writers and other edges tell this one over Kafka, and what it tells them: pressure, progress, usage. Each on a
/// thread of its own, away from requests.
@NullMarked
package dev.penstock.edge.signal;

import org.jspecify.annotations.NullMarked;
