/// The facts of the control plane: what the topic `control` carries.
@NullMarked
package dev.penstock.model.control;

import org.jspecify.annotations.NullMarked;
