package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.origin.EchoOrigin;
import io.zentinelproxy.inference.demo.ModelOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The demo: two origins inside this process, behind the real proxy on real sockets. */
final class Demo {
    private Demo() {}

    static ExitCode run(PrintStream out) throws ConfigurationException, IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EchoOrigin echo = EchoOrigin.start(anyPort);
                ModelOrigin model = ModelOrigin.start(anyPort);
                DemoKeys keys = DemoKeys.make();
                RunningServer server = RunningServer.start(ConfigurationLoader.parse(
                        "demo.kdl", configuration(echo.address(), model.address(), keys.file()), Modules.BLOCKS))) {
            out.print(welcome(server, echo, model, keys));
            out.flush();
            server.serveUntilTold();
        }
        return ExitCode.FINE;
    }

    private static String configuration(InetSocketAddress echo, InetSocketAddress model, Path keys) throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream("demo.kdl")) {
            if (in == null) {
                throw new IOException("demo.kdl is missing from the jar");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("ECHO-ORIGIN", RunningServer.text(echo))
                    .replace("MODEL-ORIGIN", RunningServer.text(model))
                    .replace("KEYS-FILE", keys.toString());
        }
    }

    private static String welcome(RunningServer server, EchoOrigin echo, ModelOrigin model, DemoKeys keys) {
        String proxy = RunningServer.text(server.proxy().address("demo"));
        InetSocketAddress at = server.adminAddress();
        String admin = at == null ? "-" : RunningServer.text(at);
        return """

                Zentinel serves a demo. Through the proxy: http://%1$s/   figures: http://%2$s/metrics
                Behind it, in this process: an echo at %3$s and a model at %4$s.

                Try:
                  curl -i http://%1$s/
                  curl -s http://%1$s/hello?name=you -H 'Accept: application/json' -d 'some content'
                  curl -si http://%1$s/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"gpt-4o","messages":[{"role":"user","content":"Say hello"}]}'
                  curl -sN http://%1$s/v1/messages -H 'Content-Type: application/json' -d '{"model":"claude-sonnet-4","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"Say hello"}]}'

                This key may use 600 tokens a day; asked often enough, it is refused. What was used: http://%2$s/inference
                  curl -si http://%1$s/v1/chat/completions -H 'Content-Type: application/json' -H 'Authorization: Bearer %5$s' -d '{"model":"gpt-4o","messages":[{"role":"user","content":"Say hello"}]}'

                End it with Ctrl-C. The lines below are its access log.
                """.formatted(
                proxy, admin, RunningServer.text(echo.address()), RunningServer.text(model.address()), keys.key());
    }
}
