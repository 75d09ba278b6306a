package dev.penstock.edge.http;

import dev.penstock.edge.protocol.JsonText;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.model.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The OpenAPI document as a page for people, rendered once: no script, nothing from elsewhere, one style that the
/// page's policy names by its hash.
final class ApiPage {

    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "options", "head", "patch");

    private final YamlNode root;
    private final String style = style();
    private final StringBuilder html = new StringBuilder(64 * 1024);

    private ApiPage(YamlNode root) {
        this.root = root;
    }

    /// A page and the `Content-Security-Policy` it is to be served with.
    record Rendered(String html, String policy) {}

    static Rendered render(ApiDocument document) {
        ApiPage page = new ApiPage(document.root());
        page.page();
        String policy = "default-src 'none'; style-src 'sha256-" + hash(page.style)
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new Rendered(page.html.toString(), policy);
    }

    private void page() {
        YamlNode info = root.at("info");
        html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
                .append(escaped(info.at("title").text()))
                .append("</title><style>")
                .append(style)
                .append("</style></head><body><nav aria-label=\"Contents\"><p class=\"brand\">Penstock</p>");
        contents();
        html.append("</nav><main><header><h1>")
                .append(escaped(info.at("title").text()))
                .append("</h1><p class=\"lead\">");
        html.append(inline(info.at("summary").text())).append("</p>");
        prose(info.at("description").text());
        html.append("<p><a href=\"/openapi.yaml\">openapi.yaml</a>, OpenAPI ")
                .append(escaped(root.at("openapi").text()))
                .append("</p></header>");
        keys();
        for (YamlNode tag : root.at("tags").items()) {
            html.append("<section><h2 id=\"")
                    .append(anchor(tag.at("name").text()))
                    .append("\">");
            html.append(escaped(tag.at("name").text())).append("</h2>");
            prose(tag.at("description").text());
            operations(tag.at("name").text());
            html.append("</section>");
        }
        schemas();
        codes();
        html.append("</main></body></html>");
    }

    private void contents() {
        html.append("<ul><li><a href=\"#keys\">The key</a></li>");
        for (YamlNode tag : root.at("tags").items()) {
            String name = tag.at("name").text();
            html.append("<li><a href=\"#")
                    .append(anchor(name))
                    .append("\">")
                    .append(escaped(name))
                    .append("</a><ul>");
            root.at("paths")
                    .members()
                    .forEach((path, item) -> each(
                            item,
                            name,
                            (method, operation) -> html.append("<li><a href=\"#")
                                    .append(anchor(method + path))
                                    .append("\"><code>")
                                    .append(escaped(path))
                                    .append("</code></a></li>")));
            html.append("</ul></li>");
        }
        html.append("<li><a href=\"#schemas\">Schemas</a></li><li><a href=\"#codes\">Codes</a></li></ul>");
    }

    private void keys() {
        html.append("<section><h2 id=\"keys\">The key</h2><dl>");
        root.at("components")
                .at("securitySchemes")
                .members()
                .forEach((name, scheme) -> html.append("<dt><code>")
                        .append(escaped(name))
                        .append("</code></dt><dd>")
                        .append(inline(scheme.at("description").text()))
                        .append("</dd>"));
        html.append("</dl></section>");
    }

    private interface Operation {
        void at(String method, YamlNode operation);
    }

    private void each(YamlNode item, String tag, Operation visitor) {
        YamlNode path = item.resolved(root);
        for (String method : METHODS) {
            YamlNode operation = path.at(method);
            if (operation.at("tags").items().stream()
                    .anyMatch(name -> name.text().equals(tag))) {
                visitor.at(method, operation);
            }
        }
    }

    private void operations(String tag) {
        String last = "";
        for (Map.Entry<String, YamlNode> path : root.at("paths").members().entrySet()) {
            String reference = path.getValue().at("$ref").text();
            // Paths that share their description share their place on the page.
            boolean again = !reference.isEmpty() && reference.equals(last);
            last = reference;
            each(path.getValue(), tag, (method, operation) -> operation(method, path.getKey(), operation, again));
        }
    }

    private void operation(String method, String path, YamlNode operation, boolean again) {
        html.append("<article id=\"").append(anchor(method + path)).append("\"><h3><span class=\"method ");
        html.append(method)
                .append("\">")
                .append(method.toUpperCase(Locale.ROOT))
                .append("</span> <code>");
        html.append(escaped(path)).append("</code></h3>");
        if (again) {
            html.append("<p class=\"quiet\">As above.</p></article>");
            return;
        }
        html.append("<p class=\"summary\">")
                .append(inline(operation.at("summary").text()))
                .append("</p>");
        prose(operation.at("description").text());
        parameters(operation.at("parameters").items());
        bodies(operation.at("requestBody").resolved(root).at("content"));
        answers(operation.at("responses"));
        html.append("</article>");
    }

    private void parameters(List<YamlNode> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        html.append("<h4>Parameters</h4><table><tbody>");
        for (YamlNode reference : parameters) {
            YamlNode parameter = reference.resolved(root);
            html.append("<tr><th scope=\"row\"><code>")
                    .append(escaped(parameter.at("name").text()));
            html.append("</code></th><td class=\"quiet\">")
                    .append(escaped(parameter.at("in").text()));
            html.append("true".equals(parameter.at("required").text()) ? ", required" : "")
                    .append("</td><td>");
            html.append(inline(parameter.at("description").text()));
            values(parameter.at("schema"));
            html.append("</td></tr>");
        }
        html.append("</tbody></table>");
    }

    private void values(YamlNode schema) {
        List<YamlNode> values = schema.at("enum").items();
        if (!values.isEmpty()) {
            html.append(" <span class=\"quiet\">");
            values.forEach(
                    value -> html.append("<code>").append(escaped(value.text())).append("</code> "));
            html.append("</span>");
        }
    }

    private void bodies(YamlNode content) {
        if (content.isEmpty()) {
            return;
        }
        html.append("<h4>Body</h4>");
        content.members().forEach((type, body) -> {
            html.append("<p><code>").append(escaped(type)).append("</code> ");
            reference(body.at("schema"));
            html.append("</p>");
            body.at("examples").members().forEach((name, example) -> {
                html.append("<figure><figcaption>")
                        .append(inline(example.at("summary").text()));
                html.append(" <span class=\"quiet\">→ ")
                        .append(escaped(example.at("x-answer").text()));
                html.append("</span></figcaption><pre><code>").append(escaped(json(example.at("value"))));
                html.append("</code></pre></figure>");
            });
        });
    }

    private void reference(YamlNode schema) {
        String reference = schema.at("$ref").text();
        if (!reference.isEmpty()) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            html.append("<a href=\"#schema-")
                    .append(anchor(name))
                    .append("\">")
                    .append(escaped(name))
                    .append("</a>");
        }
    }

    private void answers(YamlNode responses) {
        html.append("<h4>Answers</h4><table><tbody>");
        responses.members().forEach((status, reference) -> {
            YamlNode response = reference.resolved(root);
            html.append("<tr><th scope=\"row\"><span class=\"status s").append(escaped(status.substring(0, 1)));
            html.append("\">").append(escaped(status)).append("</span></th><td>");
            html.append(inline(response.at("description").text())).append("</td><td>");
            response.at("content").members().forEach((type, body) -> {
                reference(body.at("schema"));
                html.append(" <span class=\"quiet\">").append(escaped(type)).append("</span><br>");
            });
            html.append("</td></tr>");
        });
        html.append("</tbody></table>");
    }

    private void schemas() {
        html.append("<section><h2 id=\"schemas\">Schemas</h2>");
        root.at("components").at("schemas").members().forEach((name, schema) -> {
            html.append("<article id=\"schema-").append(anchor(name)).append("\"><h3><code>");
            html.append(escaped(name)).append("</code></h3>");
            prose(schema.at("description").text());
            Map<String, YamlNode> properties = schema.at("properties").members();
            List<String> required =
                    schema.at("required").items().stream().map(YamlNode::text).toList();
            if (!properties.isEmpty()) {
                html.append("<table><tbody>");
                properties.forEach((property, type) -> {
                    html.append("<tr><th scope=\"row\"><code>")
                            .append(escaped(property))
                            .append("</code></th>");
                    html.append("<td class=\"quiet\">").append(escaped(type(type)));
                    html.append(required.contains(property) ? ", required" : "").append("</td><td>");
                    reference(type);
                    reference(type.at("items"));
                    html.append(' ').append(inline(type.at("description").text()));
                    values(type);
                    html.append("</td></tr>");
                });
                html.append("</tbody></table>");
            }
            html.append("</article>");
        });
        html.append("</section>");
    }

    private static String type(YamlNode schema) {
        List<YamlNode> types = schema.at("type").items();
        return types.isEmpty()
                ? schema.at("type").text()
                : String.join(" or ", types.stream().map(YamlNode::text).toList());
    }

    private void codes() {
        html.append("<section><h2 id=\"codes\">Codes</h2><table><thead><tr><th>code</th><th>status</th>")
                .append("<th>again?</th><th></th></tr></thead><tbody>");
        for (Refusal refusal : Refusal.values()) {
            html.append("<tr id=\"code-").append(anchor(refusal.code())).append("\"><th scope=\"row\"><code>");
            html.append(escaped(refusal.code())).append("</code></th><td><span class=\"status s");
            html.append(refusal.status() / 100)
                    .append("\">")
                    .append(refusal.status())
                    .append("</span></td><td>");
            html.append(refusal.retryable() ? "yes" : "no").append("</td><td>");
            html.append(inline(Objection.of(refusal).detail())).append("</td></tr>");
        }
        html.append("</tbody></table></section>");
    }

    /// Paragraphs, parted by empty lines.
    private void prose(String text) {
        int from = 0;
        while (from < text.length()) {
            int gap = text.indexOf("\n\n", from);
            int end = gap < 0 ? text.length() : gap;
            html.append("<p>").append(inline(text.substring(from, end).strip())).append("</p>");
            from = end + 2;
        }
    }

    /// Text with what stands in backticks as code.
    private static String inline(String text) {
        StringBuilder inline = new StringBuilder();
        boolean code = false;
        int from = 0;
        while (from <= text.length()) {
            int tick = text.indexOf('`', from);
            int end = tick < 0 ? text.length() : tick;
            inline.append(escaped(text.substring(from, end)));
            if (tick >= 0) {
                inline.append(code ? "</code>" : "<code>");
                code = !code;
            }
            from = end + 1;
        }
        return inline.toString();
    }

    private static String json(YamlNode node) {
        if (!(node.value() instanceof Map<?, ?>) && !(node.value() instanceof List<?>)) {
            return node.text();
        }
        JsonText text = new JsonText();
        write(text, node);
        return text.toString();
    }

    private static void write(JsonText text, YamlNode node) {
        if (node.value() instanceof Map<?, ?>) {
            text.object();
            node.members().forEach((name, member) -> write(text.name(name), member));
            text.endObject();
        } else if (node.value() instanceof List<?>) {
            text.array();
            node.items().forEach(item -> write(text, item));
            text.endArray();
        } else if (node.value() instanceof Integer || node.value() instanceof Long) {
            text.value(((Number) node.value()).longValue());
        } else {
            text.value(node.text());
        }
    }

    private static String anchor(String name) {
        StringBuilder anchor = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            anchor.append(Character.isLetterOrDigit(c) ? Character.toLowerCase(c) : '-');
        }
        return anchor.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String style() {
        try (InputStream resource = ApiPage.class.getResourceAsStream("docs.css")) {
            if (resource == null) {
                throw new IllegalStateException("docs.css is not in this jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
