import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * One Elasticsearch node in the foreground, put together from the published jars. Arguments are the node's settings, each as
 * {@code key=value}; {@code path.home} must be among them.
 *
 * <p>What it says to the process that started it: one line {@code ready 127.0.0.1:PORT} on stdout as soon as HTTP is bound;
 * the log goes to stderr. What it reads: one line on stdin, the key that every request must carry (GuardedTransportPlugin);
 * arguments can be read by everybody on the machine, a pipe by nobody. Then the end of stdin. The starter holds the other end
 * of that pipe, so the end comes when the starter wants the node to stop and also when the starter died of whatever cause (the operating system
 * closes the pipe): no node is ever left behind.
 */
public final class EsNode {
    /** Closing flushes every shard; a small index takes well under a second, a busy bulk some more. */
    private static final long CLOSE_SECONDS = 20;

    public static void main(String[] args) {
        // Kept before the log is set up: LogConfigurator turns System.out into a logger.
        PrintStream starter = System.out;
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            String key = input.readLine();
            exitAtEndOfInput(input);
            // The plugin lives in a class loader of its own; it takes the property away when it reads it.
            System.setProperty("peaksearch.key", key == null ? "" : key);
            String address = start(settingsOf(args));
            starter.println("ready " + address);
            starter.flush();
            // The node's own threads are daemons; the process ends by System.exit or a signal.
            Thread.currentThread().join();
        } catch (Throwable failed) {
            // Closes what was started, and tells the starter by the exit code.
            failed.printStackTrace();
            System.exit(1);
        }
    }

    /** Starts the node and returns its HTTP address. */
    private static String start(Map<String, String> settings) throws Exception {
        String name = settings.getOrDefault("node.name", "embedded");
        System.setProperty("es.path.home", settings.get("path.home"));
        Path config = Path.of(settings.get("path.home"), "config");

        LogConfigurator.registerErrorListener();
        Environment environment =
            InternalSettingsPreparer.prepareEnvironment(Settings.EMPTY, settings, config, () -> name);
        LogConfigurator.setNodeName(name);
        LogConfigurator.configure(environment, true);

        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()), Set.of(), Map.of(), false);
        Node node = new Node(environment, plugins);
        // A signal (SIGTERM, SIGINT) and System.exit end here: both close the node properly.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "close-node"));
        node.start();

        InetSocketAddress address =
            node.injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static Map<String, String> settingsOf(String[] args) {
        Map<String, String> settings = new HashMap<>();
        for (String arg : args) {
            int split = arg.indexOf('=');
            if (split < 1) {
                throw new IllegalArgumentException("Not a setting of the form key=value: " + arg);
            }
            settings.put(arg.substring(0, split), arg.substring(split + 1));
        }
        return settings;
    }

    private static void exitAtEndOfInput(BufferedReader input) {
        Thread watcher = new Thread(() -> {
            try {
                while (input.read() != -1) {
                    // Nothing more is said on stdin; only its end matters.
                }
            } catch (IOException broken) {
                // A broken pipe means the same as its end.
            }
            System.exit(0);
        }, "watch-stdin");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void close(Node node) {
        try {
            node.prepareForClose();
            node.close();
            if (node.awaitClose(CLOSE_SECONDS, TimeUnit.SECONDS) == false) {
                System.err.println("The node did not close within " + CLOSE_SECONDS + " seconds.");
            }
        } catch (Exception e) {
            e.printStackTrace();
        }
    }
}
