package dev.penstock.system;

import java.nio.file.Path;
import java.util.List;

/// How an application of ours is started.
interface Launch {

    /// What starts it, as one process that stays.
    ///
    /// @param module such as `ingest-edge`
    /// @param folder the one it may write
    List<String> command(String module, Path folder, List<String> arguments);
}
