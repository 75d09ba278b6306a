/// Tests of the rules for personal data.
@NullMarked
package dev.penstock.normalize.personal;

import org.jspecify.annotations.NullMarked;
