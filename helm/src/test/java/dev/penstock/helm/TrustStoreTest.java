package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script of the container that makes the JVM trust ClickHouse's certificate, run as the container runs it.
class TrustStoreTest {

    private static final String HOME = System.getProperty("java.home");

    @TempDir
    private Path folder;

    @Test
    void allCertificatesOfTheFileAreTrustedBesideThoseOfTheJvm() throws IOException, GeneralSecurityException {
        Path file = folder.resolve("ca.crt");
        Files.writeString(
                file, "a comment\n" + certificate("one") + certificate("two").stripTrailing());
        Path store = folder.resolve("cacerts");
        Helm.Run run = run(file, store);
        assertThat(run.code()).as(run.err()).isZero();
        KeyStore made = load(store);
        assertThat(made.getCertificate("penstock-1")).isNotNull();
        assertThat(made.getCertificate("penstock-2")).isNotNull();
        assertThat(made.size())
                .isEqualTo(load(Path.of(HOME, "lib", "security", "cacerts")).size() + 2);
    }

    @Test
    void aFileWithoutACertificateStopsThePod() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.crt"), "nothing\n");
        Helm.Run run = run(file, folder.resolve("cacerts"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no certificate in " + file);
    }

    private static Helm.Run run(Path file, Path store) {
        String script = Scenario.of("clickhouse-cluster")
                .render()
                .one("Deployment", "-writer")
                .text("spec.template.spec.initContainers.0.args.0");
        return Helm.Commands.run(
                List.of("bash", "-c", script),
                Map.of("JAVA_HOME", HOME, "CA_FILE", file.toString(), "TRUST_STORE", store.toString()),
                "");
    }

    private String certificate(String name) {
        String store = folder.resolve(name).toString();
        String keytool = Path.of(HOME, "bin", "keytool").toString();
        List<String> common = List.of("-keystore", store, "-storepass", "changeit", "-alias", name);
        keytool(concat(List.of(keytool, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name), common));
        return keytool(concat(List.of(keytool, "-exportcert", "-rfc"), common)).replace("\r", "");
    }

    private static String keytool(List<String> command) {
        Helm.Run run = Helm.Commands.run(command, Map.of(), "");
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream bytes = Files.newInputStream(file)) {
            store.load(bytes, "changeit".toCharArray());
        }
        return store;
    }
}
