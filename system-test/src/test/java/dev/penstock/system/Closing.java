package dev.penstock.system;

import org.jspecify.annotations.Nullable;

/// Ends what a test has started.
final class Closing {

    private Closing() {}

    /// Closes all that there are, in this order, whatever becomes of one of them.
    ///
    /// @param all null for what was not started
    /// @throws IllegalStateException with the first error, when all are closed
    static void all(@Nullable AutoCloseable... all) {
        IllegalStateException failed = null;
        for (AutoCloseable one : all) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (Exception e) {
                if (failed == null) {
                    failed = new IllegalStateException("cannot be closed", e);
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
