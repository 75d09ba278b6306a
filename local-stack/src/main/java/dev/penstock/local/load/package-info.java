/// A load generator that sends on schedule, whatever the server does, and costs less than the server: one thread,
/// prepared bytes, plain sockets. Knows HTTP and nothing of Penstock but the form of an event's id.
@NullMarked
package dev.penstock.local.load;

import org.jspecify.annotations.NullMarked;
