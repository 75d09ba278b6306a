package dev.penstock.edge.http;

import dev.penstock.model.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The OpenAPI document, written by hand but for the list of codes, which is the one in the code.
final class ApiDocument {

    private static final String CODES = "      enum: []\n";

    private final String yaml;

    private ApiDocument(String yaml) {
        this.yaml = yaml;
    }

    static ApiDocument load() {
        try (InputStream resource = ApiDocument.class.getResourceAsStream("openapi.yaml")) {
            if (resource == null) {
                throw new IllegalStateException("openapi.yaml is not in this jar");
            }
            String written = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            if (!written.contains(CODES)) {
                throw new IllegalStateException("openapi.yaml has no place for the codes");
            }
            String codes = Arrays.stream(Refusal.values())
                    .map(refusal -> "        - " + refusal.code() + "\n")
                    .collect(Collectors.joining("", "      enum:\n", ""));
            return new ApiDocument(written.replace(CODES, codes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String yaml() {
        return yaml;
    }

    YamlNode root() {
        return new YamlNode(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }
}
