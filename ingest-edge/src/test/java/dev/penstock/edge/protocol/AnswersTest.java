package dev.penstock.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.stored.Ending;
import dev.penstock.edge.stored.Fates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnswersTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<Rejection> ONE_BAD =
            List.of(new Rejection(1, Refusal.MALFORMED_JSON, "line 2, column 1: \"quoted\" \\ \u0001"));

    private final NativeProtocol ours = new NativeProtocol();
    private final TinybirdProtocol tinybird = new TinybirdProtocol();

    @Test
    void anUnknownFateIs503WithEveryVerdict() {
        Answer answer = ours.settled(head(), new Verdict("req", Collections.nCopies(3, anEvent()), 2, ONE_BAD));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.get("code").asString()).isEqualTo("log_unavailable");
        assertThat(body.get("accepted").asInt()).isEqualTo(1);
        assertThat(body.get("unknown").asInt()).isEqualTo(2);
        assertThat(body.get("rejected").get(0).get("detail").asString())
                .isEqualTo("line 2, column 1: \"quoted\" \\ \u0001");
        assertThat(body.get("event_ids").size()).isEqualTo(3);
        assertThat(body.get("request_id").asString()).isEqualTo("req");
    }

    @Test
    void tinybirdsClientsReadNumbersOrAnError() {
        Answer mixed = tinybird.settled(head("wait", "true"), new Verdict("req", List.of(anEvent()), 0, ONE_BAD));
        assertThat(mixed)
                .isEqualTo(new Answer(200, "application/json", "{\"successful_rows\":1,\"quarantined_rows\":1}"));
        Answer allBad = tinybird.settled(head(), new Verdict("req", List.of(), 0, ONE_BAD));
        assertThat(allBad)
                .isEqualTo(new Answer(202, "application/json", "{\"successful_rows\":0,\"quarantined_rows\":1}"));
        Answer unknown = tinybird.settled(head(), new Verdict("req", List.of(anEvent()), 1, ONE_BAD));
        assertThat(unknown.status()).isEqualTo(503);
        assertThat(JSON.readTree(unknown.body()).get("error").isString()).isTrue();
    }

    @Test
    void whoWaitsIsToldWhatIsKnownOfEachEvent() {
        Verdict verdict = new Verdict("req", Collections.nCopies(3, anEvent()), 0, ONE_BAD);
        StoredAnswer answer = ours.whenStored(head("ack", "stored"), verdict);

        Answer all = answer.of(new Fates(Ending.SETTLED, 3, List.of(), List.of(), 0));
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.body())
                .startsWith("{\"accepted\":3,\"ack\":\"stored\",\"stored\":3,\"pending\":0,\"rejected\":[{")
                .contains("\"dead_lettered\":[],\"parked\":[],\"request_id\":\"req\",\"event_ids\":[\"")
                .doesNotContain("reason");
        // The event at 1 was rejected, so the second of the accepted ones stands at 2.
        Answer mixed = answer.of(new Fates(Ending.SETTLED, 1, List.of(0, 1), List.of(), 0));
        assertThat(mixed.status()).isEqualTo(202);
        assertThat(mixed.body())
                .contains("\"ack\":\"log\",\"stored\":1,\"pending\":0")
                .contains("\"dead_lettered\":[{\"index\":0},{\"index\":2}]");
        Answer late = answer.of(new Fates(Ending.WRITER_SILENT, 1, List.of(), List.of(2), 1));
        assertThat(late.status()).isEqualTo(202);
        assertThat(late.body())
                .contains("\"pending\":1,\"reason\":\"writer_silent\"")
                .contains("\"parked\":[{\"index\":3}]");
    }

    @Test
    void tinybirdsClientsFindDeadLettersAmongTheQuarantined() {
        Verdict verdict = new Verdict("req", Collections.nCopies(3, anEvent()), 0, ONE_BAD);
        StoredAnswer answer = tinybird.whenStored(head("wait", "true"), verdict);

        assertThat(answer.of(new Fates(Ending.SETTLED, 1, List.of(0), List.of(1), 0)))
                .isEqualTo(new Answer(200, "application/json", "{\"successful_rows\":1,\"quarantined_rows\":3}"));
        assertThat(answer.of(new Fates(Ending.TIMEOUT, 1, List.of(0), List.of(), 1)))
                .isEqualTo(new Answer(202, "application/json", "{\"successful_rows\":2,\"quarantined_rows\":2}"));
    }

    @Test
    void onlyTheTwoKindsOfAcknowledgementCanBeAskedFor() {
        assertThat(ours.acknowledgement(head())).isEqualTo(new Acknowledgement.Log());
        assertThat(ours.acknowledgement(head("ack", "log"))).isEqualTo(new Acknowledgement.Log());
        assertThat(ours.acknowledgement(head("ack", "stored"))).isEqualTo(new Acknowledgement.Stored());
        assertThat(ours.acknowledgement(head("ack", "Stored"))).isInstanceOf(Acknowledgement.Refused.class);
        assertThat(tinybird.acknowledgement(head("wait", "true"))).isEqualTo(new Acknowledgement.Stored());
        assertThat(tinybird.acknowledgement(head("wait", "false"))).isEqualTo(new Acknowledgement.Log());
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusalHasASentenceAndSoundJsonInEachProtocol(Refusal refusal) {
        Objection objection = Objection.of(refusal);

        JsonNode problem = JSON.readTree(ours.refused(objection, "req").body());
        assertThat(problem.get("code").asString()).isEqualTo(refusal.code());
        assertThat(problem.get("status").asInt()).isEqualTo(refusal.status());
        assertThat(problem.get("detail").asString()).isNotBlank();
        Answer foreign = tinybird.refused(objection, "req");
        assertThat(JSON.readTree(foreign.body()).get("error").asString()).isNotBlank();
        assertThat(foreign.status()).isEqualTo(refusal.status() == 401 ? 403 : refusal.status());
    }

    private static Event anEvent() {
        return new Event(
                new OrgId("acme"),
                StreamName.DEFAULT,
                new EventId(1, 2),
                "",
                Instant.EPOCH,
                "",
                Instant.EPOCH,
                null,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                new KeyId("000000000000"),
                "req",
                "",
                Payload.of("{}"));
    }

    private static RequestHead head(String... parameter) {
        Map<String, String> parameters = parameter.length == 0 ? Map.of() : Map.of(parameter[0], parameter[1]);
        return new RequestHead() {
            @Override
            public String path() {
                return "/v1/events";
            }

            @Override
            public String method() {
                return "POST";
            }

            @Override
            public Set<String> headerNames() {
                return Set.of();
            }

            @Override
            public @Nullable String header(String name) {
                return null;
            }

            @Override
            public @Nullable String parameter(String name) {
                return parameters.get(name);
            }
        };
    }
}
