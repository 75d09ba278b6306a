/// The codecs between the model and the bytes of the topics; the only users of the generated messages.
@NullMarked
package dev.penstock.model.wire;

import org.jspecify.annotations.NullMarked;
