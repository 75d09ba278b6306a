package dev.penstock.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookExamplesTest {

    @Test
    void everyDeliveryIsReadAsCompactJsonWithItsKind() {
        List<Webhook> webhooks = WebhookExamples.parse("""
                [
                  {
                    "name": "issues",
                    "description": "an \\"issue\\"",
                    "properties": {"examples": ["not a delivery"]},
                    "examples": [
                      {"action": "opened", "issue": {"action": "inner", "labels": []}, "score": 1.50},
                      {"title": "ünï \\n code", "action": null}
                    ]
                  },
                  {"examples": [{"ref": "main"}], "name": "push"}
                ]
                """.getBytes(UTF_8));

        assertThat(webhooks)
                .extracting(Webhook::kind)
                .containsExactly("github.issues.opened", "github.issues", "github.push");
        assertThat(webhooks)
                .extracting(webhook -> new String(webhook.body(), UTF_8))
                .containsExactly(
                        "{\"action\":\"opened\",\"issue\":{\"action\":\"inner\",\"labels\":[]},\"score\":1.50}",
                        "{\"title\":\"ünï \\n code\",\"action\":null}",
                        "{\"ref\":\"main\"}");
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookExamples.parse("[]".getBytes(UTF_8)));
    }
}
