package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.helm.Rendered.Node;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the chart promises, whatever the values.
class ChartTest {

    @Test
    void everyPodIsHardened() {
        for (Rendered rendered : Scenario.rendered()) {
            rendered.pods().forEach((name, pod) -> {
                assertThat(pod.text("spec.securityContext.runAsNonRoot"))
                        .as(name)
                        .isEqualTo("true");
                assertThat(pod.text("spec.securityContext.seccompProfile.type"))
                        .as(name)
                        .isEqualTo("RuntimeDefault");
                assertThat(pod.text("spec.automountServiceAccountToken"))
                        .as(name)
                        .isEqualTo("false");
                for (Node container : containers(pod)) {
                    assertThat(container.text("securityContext.readOnlyRootFilesystem"))
                            .as(name)
                            .isEqualTo("true");
                    assertThat(container.text("securityContext.allowPrivilegeEscalation"))
                            .as(name)
                            .isEqualTo("false");
                    assertThat(container.text("securityContext.capabilities.drop"))
                            .as(name)
                            .isEqualTo("[ALL]");
                }
            });
        }
    }

    @Test
    void nobodyAndOneAtMostOwnsTheNumberOfPods() {
        for (Rendered rendered : Scenario.rendered()) {
            for (Node deployment : rendered.all("Deployment").toList()) {
                String name = deployment.text("metadata.name");
                long owners = Stream.of("HorizontalPodAutoscaler", "ScaledObject")
                        .flatMap(rendered::all)
                        .filter(scaler ->
                                scaler.text("spec.scaleTargetRef.name").equals(name))
                        .count();
                assertThat(owners).as(name).isLessThanOrEqualTo(1);
                if (owners == 1) {
                    assertThat(deployment.missing("spec.replicas")).as(name).isTrue();
                }
            }
            assertThat(rendered.all("HorizontalPodAutoscaler"))
                    .allMatch(scaler -> scaler.text("metadata.name").endsWith("-edge"));
        }
        assertThat(Scenario.of("extras").render().one("Deployment", "-edge").missing("spec.replicas"))
                .as("somebody else owns it")
                .isTrue();
        assertThat(Scenario.of("minimal").render().one("Deployment", "-writer").text("spec.replicas"))
                .isEqualTo("2");
    }

    @Test
    void moreWritersThanPartitionsOrClickHouseTakeAreNeverAskedFor() {
        Scenario keda = Scenario.of("keda");
        assertThat(most(keda.render())).as("16 inserts at once, 4 of each").isEqualTo("4");
        assertThat(most(keda.render("--set", "kafka.eventsPartitions=3"))).isEqualTo("3");
        assertThat(most(keda.render("--set", "clickhouse.maxConcurrentInserts=100")))
                .isEqualTo("10");
    }

    private static String most(Rendered rendered) {
        return rendered.one("ScaledObject", "-writer").text("spec.maxReplicaCount");
    }

    @Test
    void theEdgeNeedsNoDatabase() {
        for (Rendered rendered : Scenario.rendered()) {
            Node pod = rendered.one("Deployment", "edge").at("spec.template");
            assertThat(pod.toString().toLowerCase(java.util.Locale.ROOT)).doesNotContain("clickhouse");
            rendered.all("NetworkPolicy")
                    .filter(policy -> policy.text("metadata.name").endsWith("-edge"))
                    .forEach(policy -> assertThat(policy.text("spec.egress")).doesNotContain("8123"));
        }
    }

    @Test
    void stepsThatRunBeforeTheRestNeedNothingOfTheRest() {
        for (Rendered rendered : Scenario.rendered()) {
            List<String> made = Stream.of("ConfigMap", "Secret", "ServiceAccount")
                    .flatMap(rendered::all)
                    .map(object -> object.text("metadata.name"))
                    .toList();
            for (Node job : rendered.all("Job").toList()) {
                Node spec = job.at("spec.template.spec");
                assertThat(spec.missing("serviceAccountName")).isTrue();
                assertThat(spec.list("volumes")).allMatch(volume -> volume.missing("configMap"));
                assertThat(spec.list("volumes")).noneMatch(volume -> made.contains(volume.text("secret.secretName")));
            }
        }
    }

    @Test
    void migrationsAreHooksOrJobsOrNothing() {
        Rendered hooks = Scenario.of("minimal").render();
        assertThat(hooks.all("Job"))
                .hasSize(2)
                .allMatch(job -> annotations(job).text("[helm.sh/hook]").equals("pre-install,pre-upgrade"));
        Rendered jobs = Scenario.of("argocd").render();
        assertThat(jobs.all("Job"))
                .hasSize(2)
                .allMatch(job -> annotations(job).missing("[helm.sh/hook]"))
                .allMatch(job ->
                        annotations(job).text("[argocd.argoproj.io/sync-wave]").equals("-1"));
        assertThat(Scenario.of("extras").render().has("Job")).isFalse();
    }

    @Test
    void aJobThatDoesSomethingElseIsAnotherJob() {
        Scenario argocd = Scenario.of("argocd");
        String before = argocd.render().one("Job", schema(argocd.render())).text("metadata.name");
        Rendered upgraded = argocd.render("--set", "clickhouse.cluster=main");
        assertThat(schema(upgraded)).isNotEqualTo(before);
        assertThat(schema(argocd.render("--set", "edge.replicas=3")))
                .as("what the Job has nothing to do with")
                .isEqualTo(before);
        assertThat(before).matches("rel-penstock-schema-r1-[0-9a-f]{8}");
    }

    private static String schema(Rendered rendered) {
        return rendered.all("Job")
                .map(job -> job.text("metadata.name"))
                .filter(name -> name.contains("-schema-"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void podsAreReplacedWhenTheirSettingsChange() {
        Scenario minimal = Scenario.of("minimal");
        Node before = minimal.render().one("Deployment", "-edge");
        Node after = minimal.render("--set", "edge.config.penstock.edge.publish.linger=10ms")
                .one("Deployment", "-edge");
        String checksum = "spec.template.metadata.annotations";
        assertThat(before.at(checksum).text("[checksum/config]"))
                .hasSize(64)
                .isNotEqualTo(after.at(checksum).text("[checksum/config]"));
    }

    @Test
    void whatTheOperatorSetsWins() {
        Node application = Scenario.of("extras").render().application("edge");
        assertThat(application.text("penstock.edge.durability")).isEqualTo("development");
        assertThat(application.text("penstock.edge.publish.linger")).isEqualTo("10ms");
        assertThat(application.text("penstock.edge.control.snapshot")).isEqualTo("/var/lib/penstock/control.snapshot");
    }

    @Test
    void aDigestWinsOverATag() {
        Node hardened =
                Scenario.of("hardened").render("--set", "image.tag=1.2.3").one("Deployment", "-edge");
        assertThat(hardened.text("spec.template.spec.containers.0.image"))
                .isEqualTo("registry.example.com/mirror/penstock/ingest-edge@sha256:" + "1".repeat(64));
        Node tagged = Scenario.of("minimal").render("--set", "image.tag=1.2.3").one("Deployment", "-edge");
        assertThat(tagged.text("spec.template.spec.containers.0.image")).isEqualTo("penstock/ingest-edge:1.2.3");
    }

    @Test
    void theHeapIsAPartOfTheLimit() {
        assertThat(java("minimal")).as("60 % of 1 GiB").isEqualTo("-Xmx614m");
        assertThat(java("minimal", "--set", "edge.resources.limits.memory=1.5Gi"))
                .isEqualTo("-Xmx921m");
        assertThat(java("minimal", "--set", "edge.resources.limits.memory=2G")).isEqualTo("-Xmx1144m");
        assertThat(java("extras")).as("no limit").isEqualTo("-XX:+UseG1GC");
    }

    private static String java(String scenario, String... more) {
        return Scenario.of(scenario)
                .render(more)
                .one("Deployment", "edge")
                .named("spec.template.spec.containers.0.env", "JDK_JAVA_OPTIONS")
                .text("value");
    }

    @Test
    void anEdgeStopsTakingRequestsBeforeItStops() {
        Node spec = Scenario.of("minimal").render().one("Deployment", "-edge").at("spec.template.spec");
        assertThat(spec.text("containers.0.lifecycle.preStop.sleep.seconds")).isEqualTo("5");
        assertThat(spec.text("terminationGracePeriodSeconds")).isEqualTo("45");
        Node old = Scenario.of("minimal")
                .render("--kube-version", "1.29.3")
                .one("Deployment", "-edge")
                .at("spec.template.spec.containers.0.lifecycle.preStop");
        assertThat(old.text("exec.command")).isEqualTo("[sleep, 5]");
    }

    @Test
    void podsSpreadOverZonesAndNodes() {
        for (String component : List.of("-edge", "-writer")) {
            assertThat(Scenario.of("minimal")
                            .render()
                            .one("Deployment", component)
                            .list("spec.template.spec.topologySpreadConstraints"))
                    .extracting(each -> each.text("topologyKey"))
                    .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        }
    }

    @Test
    void aSinglePodHasNoBudgetThatWouldKeepItsNode() {
        assertThat(Scenario.of("development").render().has("PodDisruptionBudget"))
                .isFalse();
        assertThat(Scenario.of("minimal").render().all("PodDisruptionBudget")).hasSize(2);
    }

    @Test
    void tenantsMoveOneByOne() {
        List<Node> rules = Scenario.of("tenant-migration")
                .render()
                .one("HTTPRoute", "-edge")
                .list("spec.rules");
        assertThat(rules).hasSize(3);
        Node cutOver = rules.getFirst();
        assertThat(cutOver.list("matches")).hasSize(2);
        assertThat(cutOver.text("matches.0.headers.0.name") + cutOver.text("matches.0.headers.0.value"))
                .isEqualTo("x-ingest-versionv2");
        assertThat(cutOver.text("matches.0.headers.1.value")).isEqualTo("acme");
        assertThat(cutOver.text("backendRefs.0.name")).isEqualTo("rel-penstock-edge");
        Node shadow = rules.get(1);
        assertThat(shadow.text("filters.0.requestMirror.backendRef.name")).isEqualTo("rel-penstock-edge");
        assertThat(shadow.text("backendRefs.0.name")).isEqualTo("legacy-ingest");
        assertThat(rules.getLast().missing("matches")).isTrue();
        assertThat(rules.getLast().text("backendRefs.0.name")).isEqualTo("legacy-ingest");
    }

    @Test
    void helmTestSendsAnEventAndAsksClickHouseForIt() {
        Node pod = Scenario.of("clickhouse-cluster").render().one("Pod", "-test");
        assertThat(annotations(pod).text("[helm.sh/hook]")).isEqualTo("test");
        String script = pod.text("spec.containers.0.args.0");
        assertThat(Helm.Commands.run(List.of("sh", "-n"), Map.of(), script).err())
                .isEmpty();
        assertThat(script).contains("$EDGE_URL/v1/events", "SELECT count() FROM events WHERE event_id");
        assertThat(pod.list("spec.containers.0.env"))
                .extracting(variable -> variable.text("name"))
                .contains("EDGE_URL", "INGESTION_KEY", "CLICKHOUSE_URL", "CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD");
    }

    @Test
    void nothingIsOpenToTheOutsideUnlessAsked() {
        Rendered minimal = Scenario.of("minimal").render();
        assertThat(minimal.has("Ingress") || minimal.has("HTTPRoute")).isFalse();
        assertThat(minimal.all("Service"))
                .allMatch(service -> service.text("spec.type").equals("ClusterIP"));
    }

    private static Node annotations(Node object) {
        return object.at("metadata.annotations");
    }

    private static List<Node> containers(Node pod) {
        return Stream.concat(pod.list("spec.initContainers").stream(), pod.list("spec.containers").stream())
                // Those of the operator's own (extras) are his.
                .filter(container -> !List.of("proxy", "wait").contains(container.text("name")))
                .toList();
    }
}
