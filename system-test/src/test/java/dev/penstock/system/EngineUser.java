package dev.penstock.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The one user of the engine at hand, with some rights and no others, in files that the engine reads when it starts:
/// it
/// cannot keep users made by SQL.
final class EngineUser {

    private EngineUser() {}

    /// Writes `config`, and the file of the user beside it.
    ///
    /// @param grants elements `<query>GRANT …</query>`
    static void write(Path config, String grants) throws IOException {
        Path users = Files.writeString(config.resolveSibling("users.xml"), """
                <clickhouse>
                  <profiles><default></default></profiles>
                  <users><default>
                    <password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
                    <grants>%s</grants>
                  </default></users>
                  <quotas><default/></quotas>
                </clickhouse>
                """.formatted(grants));
        Files.writeString(
                config,
                "<clickhouse><user_directories><users_xml><path>" + users.toAbsolutePath()
                        + "</path></users_xml></user_directories></clickhouse>");
    }
}
