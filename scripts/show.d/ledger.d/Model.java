import io.zentinelproxy.inference.demo.ModelOrigin;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The demo model in a process of its own: {@code Model.java PORT}. It streams a piece in a millisecond, so that there is always something under way. */
class Model {
    public static void main(String[] arguments) throws Exception {
        ModelOrigin.start(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), Duration.ofMillis(1));
        System.out.println("ready");
        Thread.sleep(Duration.ofDays(1));
    }
}
