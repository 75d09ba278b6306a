package dev.penstock.bench.baseline;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// nginx that answers 202, where there is one. One process, so that it can be pinned and its time counted.
public final class Nginx {

    private Nginx() {}

    /// Whether it is on the PATH.
    public static boolean isThere() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx")));
    }

    /// What starts it; its files go to `folder`.
    public static List<String> command(Path folder, int port) {
        Path configuration = folder.resolve("nginx.conf");
        try {
            Files.writeString(configuration, """
                    daemon off;
                    master_process off;
                    pid %1$s/nginx.pid;
                    error_log %1$s/nginx-error.log;
                    events {}
                    http {
                      access_log off;
                      keepalive_requests 1000000000;
                      client_body_temp_path %1$s/nginx-body;
                      server {
                        listen 127.0.0.1:%2$d;
                        location /ready { return 200; }
                        location / { return 202; }
                      }
                    }
                    """.formatted(folder, port));
        } catch (IOException e) {
            throw new UncheckedIOException("no configuration for nginx", e);
        }
        return List.of("nginx", "-c", configuration.toString(), "-p", folder.toString());
    }
}
