/// How this edge reads topics that others write: on a thread of its own, away from requests.
@NullMarked
package dev.penstock.edge.follow;

import org.jspecify.annotations.NullMarked;
