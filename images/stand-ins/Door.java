import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Takes connections at an address and passes their bytes to the same port of the loopback address, and back.
public final class Door {

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
            copy(outside, inside);
            back.join();
        } catch (IOException e) {
            // One of the two has gone away; the other notices.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
