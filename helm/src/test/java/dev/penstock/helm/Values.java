package dev.penstock.helm;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// values.yaml as its readers see it: each value with its default and what stands above it.
///
/// @param leaves in the order of the file
record Values(List<Leaf> leaves) {

    /// A value. What has a comment and nothing commented below it is one: probes and resources are set as a whole.
    ///
    /// @param path such as `edge.replicas`
    /// @param text as it stands in the file, on one line
    /// @param comment what stands above it
    record Leaf(String path, String text, String comment) {}

    static Values read() {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        try (Reader reader = Files.newBufferedReader(Helm.CHART.resolve("values.yaml"))) {
            List<Leaf> leaves = new ArrayList<>();
            collect("", (MappingNode) new Yaml(options).compose(reader), leaves);
            return new Values(List.copyOf(leaves));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The tables of README.md.
    String tables() {
        StringBuilder text = new StringBuilder();
        String part = "";
        for (Leaf leaf : leaves) {
            String now = leaf.path().contains(".")
                    ? leaf.path().substring(0, leaf.path().indexOf('.'))
                    : "";
            if (text.isEmpty() || (!now.equals(part) && !now.isEmpty())) {
                text.append(text.isEmpty() ? "" : "\n").append("| value | default | |\n| --- | --- | --- |\n");
            }
            part = now.isEmpty() ? part : now;
            text.append("| `%s` | `%s` | %s |\n"
                    .formatted(
                            leaf.path(),
                            leaf.text().replace("|", "\\|"),
                            leaf.comment().replace("|", "\\|")));
        }
        return text.toString();
    }

    private static void collect(String prefix, MappingNode map, List<Leaf> leaves) {
        for (NodeTuple entry : map.getValue()) {
            String path = prefix + ((ScalarNode) entry.getKeyNode()).getValue();
            String comment = comment(entry.getKeyNode());
            if (entry.getValueNode() instanceof MappingNode inner
                    && inner.getValue().stream().anyMatch(Values::told)) {
                collect(path + ".", inner, leaves);
            } else {
                leaves.add(new Leaf(path, text(entry.getValueNode()), comment));
            }
        }
    }

    /// Whether something is said of it, or of a part of it.
    private static boolean told(NodeTuple entry) {
        return !comment(entry.getKeyNode()).isEmpty()
                || (entry.getValueNode() instanceof MappingNode inner
                        && inner.getValue().stream().anyMatch(Values::told));
    }

    private static String comment(Node key) {
        List<CommentLine> lines = key.getBlockComments() == null ? List.of() : key.getBlockComments();
        // After an empty line a new comment begins: what stands before it is about the part, or the file.
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            from = lines.get(i).getCommentType() == CommentType.BLANK_LINE ? i + 1 : from;
        }
        return lines.subList(from, lines.size()).stream()
                .map(line -> line.getValue().strip())
                .collect(Collectors.joining(" "));
    }

    private static String text(Node node) {
        return switch (node) {
            case ScalarNode scalar ->
                scalar.getScalarStyle() == DumperOptions.ScalarStyle.DOUBLE_QUOTED
                        ? '"' + scalar.getValue() + '"'
                        : scalar.getValue();
            case SequenceNode list ->
                list.getValue().stream().map(Values::text).collect(Collectors.joining(", ", "[", "]"));
            case MappingNode map ->
                map.getValue().stream()
                        .map(entry -> text(entry.getKeyNode()) + ": " + text(entry.getValueNode()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> throw new IllegalArgumentException(node.toString());
        };
    }
}
