/// The commands of a replay: events of Kafka made into rows again, beside the live tables first.
@NullMarked
package dev.penstock.ctl.replay;

import org.jspecify.annotations.NullMarked;
