package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.key.IngestionKey;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestctlTest {

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        CommandRun run = CommandRun.of("--help");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("topics", "schema", "orgs", "keys", "streams", "replay", "5   interrupted");
    }

    @ParameterizedTest
    @CsvSource({
        "topics apply,--replication-factor 1",
        "topics acls,ingestctl topics acls --principal edge=User:ingest",
        "schema migrate,ingestctl schema migrate",
        "schema plan,ingestctl schema plan --all",
        "schema roles,ingestctl schema roles --organization acme",
        "orgs create,ingestctl orgs create acme",
        "keys create,--expires-in 30d",
        "keys list,--output json",
        "keys revoke,--yes",
        "keys rotate,--overlap 24h",
        "keys hash,< key.txt",
        "orgs set,--guaranteed-events-per-second 10000",
        "orgs suspend,ingestctl orgs suspend acme",
        "orgs resume,ingestctl orgs resume acme",
        "streams apply,ingestctl streams apply -f streams.yaml --dry-run",
        "streams halt,ingestctl streams halt clicks --reason",
        "streams halted,ingestctl streams halted --count",
        "streams resume,ingestctl streams resume clicks",
        "replay,ingestctl replay --from=120000 --to=180000 --partition=3 --shadow",
        "replay plan,ingestctl replay plan --range=0:100..200",
        "replay run,--execute --max-rows-per-second 20000",
        "replay status,ingestctl replay status --plan 1f0c9d2a7b3e",
        "replay diff,--samples 20",
        "replay apply,ingestctl replay apply --plan replay-1f0c9d2a7b3e.json --execute",
        "replay cancel,ingestctl replay cancel --plan 1f0c9d2a7b3e --execute",
        "replay drop,ingestctl replay drop --plan 1f0c9d2a7b3e --execute",
        "audit,ingestctl audit --from -2h",
        "send,PENSTOCK_KEY=$(cat key.txt) ingestctl send",
        "doctor,ingestctl doctor --output json",
        "tail,ingestctl tail --org acme --stream orders --payload",
        "completion,source <(ingestctl completion)",
        "lag,ingestctl lag --over 30s --output json",
        "top,ingestctl top --once --output json",
        "receipt,ingestctl receipt order-17-try-2 --from 2h",
        "dlq groups,ingestctl dlq groups --all --output json",
        "dlq list,ingestctl dlq list --stream orders --since 2h",
        "dlq show,ingestctl dlq show",
        "dlq dry-run,ingestctl dlq dry-run --stream orders",
        "dlq redrive,ingestctl dlq redrive --stream orders --limit 10 --execute --yes",
        "dlq export,-f letters.ndjson",
        "dlq import,ingestctl dlq import -f letters.ndjson --execute",
        "dlq discard,ingestctl dlq discard --group 84dfeb46e57ca9a7 --reason"
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
        "keys create --org a --origin https://*.example.com,wildcard",
        "keys create --org a --network 10.1.0.0/8,10.0.0.0/8",
        "keys create --org a --events-per-second fast,number a second",
        "keys create --org a --events-per-second 0,events per second",
        "keys create --org a --scope all,--scope",
        "keys rotate AbCdEf123456,--overlap",
        "streams apply,--file",
        "streams apply -f /nowhere/at/all,/nowhere/at/all",
        "streams resume,<stream>",
        "streams halt clicks,--reason",
        "streams resume 1st,1st",
        "streams resume clicks --wait soon,30d",
        "audit,--from",
        "audit --from yesterday,-2h",
        "audit --from -1m --to -1h,not before",
        "lag --over soon,30d",
        "top --every 1ms,--every",
        "top --organizations 0,--organizations",
        "top --metrics-url edge:8081,--metrics-url",
        "tail --every 0,--every",
        "send,PENSTOCK_KEY is not set",
        "send --stream 1st,1st",
        "receipt x --from yesterday,2h for two hours ago",
        "receipt x --most 0,--most",
        "dlq redrive,--all",
        "dlq redrive --all --rate 0,--rate",
        "dlq redrive --stream 1st,1st",
        "dlq list --limit 0,--limit",
        "dlq list --event-id mine,--event-id",
        "dlq list --since yesterday,2h for two hours ago",
        "dlq list --state gone,--state",
        "dlq show mine,neither the id of an event",
        "dlq show a/b/c,neither the id of an event",
        "dlq discard --stream a,--reason",
        "dlq discard --reason x,name the letters",
        "dlq import -f /nowhere/at/all,/nowhere/at/all",
        "orgs set acme,nothing to set",
        "orgs set acme --unknown-streams maybe,--unknown-streams",
        "topics apply --replication-factor 1,--min-insync-replicas",
        "topics apply --output xml,xml",
        "schema status --clickhouse-url ftp://x,http://host:port",
        "schema plan --all --clickhouse-cluster it's,cluster's name",
        "replay run,--plan",
        "replay diff --plan x --samples 9999,--samples",
        "replay plan --from=1 --to=2 --org .acme,.acme",
        "orgs list --kafka-config /nowhere/at/all,--kafka-config",
        "orgs list --profile /nowhere/at/all,--profile"
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
    void thePlanOfAClusterNeedsNobody() {
        CommandRun run = CommandRun.of(
                "schema", "plan", "--all", "--clickhouse-cluster", "main", "--clickhouse-url", "http://127.0.0.1:1");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("CREATE DATABASE IF NOT EXISTS penstock ON CLUSTER 'main';", "-- step 1: events raw")
                .contains("ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}',");
    }

    /// Nothing answers at this address, and nobody is asked.
    @Test
    void aKeyMadeOfflineComesWithItsEntryForTheKeysFile() {
        CommandRun run =
                CommandRun.of(("keys create --offline --org acme --environment live --origin https://Shop.example.com"
                                + " --network 192.0.2.0/24 --stream clicks --events-per-second 500 --label web"
                                + " --bootstrap-servers 127.0.0.1:1")
                        .split(" ", -1));

        assertThat(run.exit()).isZero();
        IngestionKey key = IngestionKey.parse(run.out().strip()).orElseThrow();
        assertThat(run.err()).doesNotContain(key.reveal()).contains("""
                - id: "%s"
                  organization: "acme"
                  environment: "live"
                  secret_sha256: "%s"
                  label: "web"
                  streams: ["clicks"]
                  scopes: ["ingest"]
                  origins: ["https://shop.example.com"]
                  networks: ["192.0.2.0/24"]
                  limits:
                    events_per_second: 500
                """.formatted(
                        key.id(), HexFormat.of().formatHex(key.secretHash().toByteArray())));
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
