package dev.penstock.bench.stack;

import dev.penstock.bench.machine.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A second edge on the same broker that speaks TLS itself, with a certificate of its own making.
///
/// @param client which trusts that certificate
public record TlsEdge(Program program, URI url, SSLContext client) {

    private static final String PASSWORD = "bench-only";

    /// Makes the certificate with the JDK's `keytool`.
    static Path certificate(Path folder) {
        Path store = folder.resolve("edge.p12");
        Program.run(
                "keytool",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD),
                Map.of(),
                folder.resolve("keytool.log"),
                Duration.ofSeconds(30));
        return store;
    }

    /// Properties of the edge that uses it.
    static List<String> properties(Path store) {
        return List.of(
                "--server.ssl.enabled=true",
                "--server.ssl.key-store=" + store,
                "--server.ssl.key-store-type=PKCS12",
                "--server.ssl.key-store-password=" + PASSWORD,
                "--management.server.ssl.enabled=false");
    }

    /// Trusts what is in the store, and nothing else.
    static SSLContext client(Path store) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of the bench cannot be read", e);
        }
    }
}
