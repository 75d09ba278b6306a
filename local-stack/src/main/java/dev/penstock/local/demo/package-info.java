/// Sends real GitHub webhooks to the edge as a client would, and counts what became queryable.
@NullMarked
package dev.penstock.local.demo;

import org.jspecify.annotations.NullMarked;
