/// The HTTP server: reads requests with every limit in place, orders the steps, writes answers.
@NullMarked
package dev.penstock.edge.http;

import org.jspecify.annotations.NullMarked;
