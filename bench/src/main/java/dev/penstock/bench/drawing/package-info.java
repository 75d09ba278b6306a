/// Panels as Grafana would show them, drawn as SVG: arithmetic and text, nothing that reads or writes.
@NullMarked
package dev.penstock.bench.drawing;

import org.jspecify.annotations.NullMarked;
