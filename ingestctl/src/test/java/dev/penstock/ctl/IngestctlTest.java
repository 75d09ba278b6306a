package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestctlTest {

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        CommandRun run = CommandRun.of("--help");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("topics", "schema", "orgs", "keys", "5   interrupted");
    }

    @ParameterizedTest
    @CsvSource({
        "topics apply,--replication-factor 1",
        "schema migrate,ingestctl schema migrate",
        "orgs create,ingestctl orgs create acme",
        "keys create,--expires-in 30d",
        "keys list,--output json",
        "keys revoke,--yes"
    })
    void helpOfACommandHasAnExample(String command, String example) {
        CommandRun run = CommandRun.of((command + " --help").split(" ", -1));

        assertThat(run.exit()).isZero();
        assertThat(run.out()).containsPattern("Examples?:").contains(example);
    }

    @ParameterizedTest
    @CsvSource({
        "frobnicate,frobnicate",
        "orgs,subcommand",
        "orgs create,<id>",
        "orgs create .acme,.acme",
        "keys create,--org",
        "keys create --org a --expires-in soon,30d",
        "keys create --org a --environment LIVE,--environment",
        "keys revoke short --yes,12 letters",
        "topics apply --replication-factor 1,--min-insync-replicas",
        "topics apply --output xml,xml",
        "schema status --clickhouse-url ftp://x,http://host:port",
        "orgs list --kafka-config /nowhere/at/all,--kafka-config"
    })
    void wrongCommandLineEndsWithTwoAndNamesWhatIsWrong(String command, String named) {
        CommandRun run = CommandRun.of(command.split(" ", -1));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("error: ")
                .contains(named)
                .contains("--help`")
                .doesNotContain("\tat ");
    }

    @Test
    void revokingWithoutATerminalAndWithoutYesIsRefused() {
        CommandRun run = CommandRun.of("keys", "revoke", "AbCdEf123456");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("--yes");
    }

    @Test
    void unusableBrokerAddressIsSaidInOneSentence() {
        CommandRun run = CommandRun.of("orgs", "list", "--bootstrap-servers", "nonsense");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: ").contains("nonsense").doesNotContain("\tat ");
    }

    @Test
    void verboseShowsWhereAnErrorComesFrom() {
        CommandRun run = CommandRun.of("orgs", "list", "--bootstrap-servers", "nonsense", "--verbose");

        assertThat(run.err()).contains("\tat ");
    }
}
