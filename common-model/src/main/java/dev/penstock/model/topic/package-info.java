/// The topics of Penstock and what each is created with.
@NullMarked
package dev.penstock.model.topic;

import org.jspecify.annotations.NullMarked;
