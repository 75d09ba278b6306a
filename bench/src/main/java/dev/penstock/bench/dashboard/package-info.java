/// Grafana's dashboards as far as a picture of them needs it: what a file says, and what its variables stand for.
@NullMarked
package dev.penstock.bench.dashboard;

import org.jspecify.annotations.NullMarked;
