package dev.penstock.ctl.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.organization.OrgId;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeysHashCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theEntryHasTheHashAndNotTheKey() {
        IngestionKey key = IngestionKey.generate("live", new SecureRandom());

        int exit = run(key.reveal() + "\n");

        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("- id: \"" + key.id() + "\"")
                .contains("secret_sha256: \""
                        + HexFormat.of().formatHex(key.secretHash().toByteArray()) + "\"")
                .doesNotContain(key.reveal());
    }

    @Test
    void whatIsNoKeyIsNotRepeated() {
        int exit = run("pk_live_secret");

        assertThat(exit).isNotZero();
        assertThat(out.toString() + err).doesNotContain("pk_live_secret");
    }

    private int run(String in) {
        Terminal terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), null);
        KeysHashCommand command = new KeysHashCommand(
                new GlobalOptions(Map.of()), new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), terminal);
        return new CommandLine(command)
                .registerConverter(OrgId.class, OrgId::new)
                .setErr(new PrintWriter(err, true))
                .execute("--org", "acme");
    }
}
