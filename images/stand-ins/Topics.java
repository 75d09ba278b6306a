import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/// As much of kafka-topics.sh as a health check needs: `--bootstrap-server <address> --list`.
public final class Topics {

    private Topics() {}

    public static void main(String[] arguments) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[1]))) {
            admin.listTopics().names().get(10, TimeUnit.SECONDS).forEach(System.out::println);
        }
    }
}
