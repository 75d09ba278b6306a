/// Tells dashboards until when everything is stored, and measures how much is stored twice.
@NullMarked
package dev.penstock.writer.freshness;

import org.jspecify.annotations.NullMarked;
