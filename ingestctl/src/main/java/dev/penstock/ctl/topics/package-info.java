/// Creates the topics and keeps their settings.
@NullMarked
package dev.penstock.ctl.topics;

import org.jspecify.annotations.NullMarked;
