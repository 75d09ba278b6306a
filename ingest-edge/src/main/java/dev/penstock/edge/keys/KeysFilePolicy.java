package dev.penstock.edge.keys;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where keys come from besides the control topic.
///
/// @param keysFile YAML file of organizations and keys, such as a mounted Kubernetes Secret; none when not set. What
///     the control topic knows wins; read again when it changes
@ConfigurationProperties("penstock.edge.control")
public record KeysFilePolicy(@Nullable Path keysFile) {}
