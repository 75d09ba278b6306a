package dev.penstock.edge.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.JsonCorpus;
import dev.penstock.edge.JsonCorpus.Sample;
import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

class JsonCorpusTest {

    private final BodyReader reader =
            new BodyReader(new DecodeLimits(10_000, DataSize.ofKilobytes(900), 32, 20_000, 256, 100));

    static List<Sample> samples() {
        return JsonCorpus.samples();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyBodyGetsItsVerdict(Sample sample) {
        assertThat(verdict(sample)).isEqualTo(sample.verdict());
    }

    @Test
    void thereAreEnoughOfThemAndEachIsNamedOnce() {
        assertThat(samples()).hasSizeGreaterThan(120);
        assertThat(samples()).extracting(Sample::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anEventIsItsOwnBytesAndNoOthers(Sample sample) {
        Verdicts verdicts = new Verdicts();
        byte[] body = sample.body().toByteArray();
        reader.read(body, body.length, verdicts);

        if (sample.verdict().equals("ok")) {
            assertThat(verdicts.payloads).containsExactly(new String(body, StandardCharsets.UTF_8).strip());
        }
    }

    private String verdict(Sample sample) {
        byte[] body = sample.body().toByteArray();
        Verdicts verdicts = new Verdicts();
        return switch (reader.read(body, body.length, verdicts)) {
            case BodyReading.Complete complete -> String.join(",", verdicts.codes);
            case BodyReading.Refused no -> "!" + no.refusal().code();
        };
    }

    private static final class Verdicts implements EventVisitor {

        private final List<String> codes = new ArrayList<>();
        private final List<String> payloads = new ArrayList<>();

        @Override
        public void event(int index, Payload payload, Envelope envelope) {
            codes.add("ok");
            payloads.add(new String(payload.toByteArray(), StandardCharsets.UTF_8));
        }

        @Override
        public void rejected(int index, Refusal refusal, String detail) {
            codes.add(refusal.code());
        }
    }
}
