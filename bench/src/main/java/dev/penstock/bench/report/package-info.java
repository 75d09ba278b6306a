/// The run on paper: a table, a JSON file, a page.
@NullMarked
package dev.penstock.bench.report;

import org.jspecify.annotations.NullMarked;
