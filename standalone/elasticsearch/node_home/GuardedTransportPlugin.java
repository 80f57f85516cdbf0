package peaksearch;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.common.network.NetworkService;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.BigArrays;
import org.elasticsearch.common.util.PageCacheRecycler;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.http.HttpPreRequest;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.http.netty4.Netty4HttpServerTransport;
import org.elasticsearch.indices.breaker.CircuitBreakerService;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.telemetry.tracing.Tracer;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.netty4.Netty4Plugin;
import org.elasticsearch.transport.netty4.SharedGroupFactory;
import org.elasticsearch.transport.netty4.TLSConfig;
import org.elasticsearch.xcontent.NamedXContentRegistry;

/**
 * Elasticsearch's own netty transport, whose HTTP side answers only who knows this start's key. The check sees the headers
 * before the body is read and before anything is routed, so a refused request never reaches a handler.
 *
 * <p>A web page can send requests to a port of this machine: with its own Origin, or, after DNS rebinding, under the name of
 * its own host. Both are refused before the key is looked at.
 */
public final class GuardedTransportPlugin extends Netty4Plugin {
    /** Set by EsNode before the node is built, and taken away as soon as it is read. */
    static final String KEY_PROPERTY = "peaksearch.key";

    private static final Pattern OWN_HOST = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d{1,5})?");

    private final byte[] authorization;

    public GuardedTransportPlugin() {
        String key = System.clearProperty(KEY_PROPERTY);
        if (key == null || key.isBlank()) {
            throw new IllegalStateException("There is no key for this start.");
        }
        authorization = ("ApiKey " + key).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, Supplier<HttpServerTransport>> getHttpTransports(
        Settings settings, ThreadPool threadPool, BigArrays bigArrays, PageCacheRecycler pageCacheRecycler,
        CircuitBreakerService circuitBreakerService, NamedXContentRegistry xContentRegistry, NetworkService networkService,
        HttpServerTransport.Dispatcher dispatcher, BiConsumer<HttpPreRequest, ThreadContext> perRequestThreadContext,
        ClusterSettings clusterSettings, Tracer tracer
    ) {
        return Map.of(NETTY_HTTP_TRANSPORT_NAME, () -> new Netty4HttpServerTransport(
            settings, networkService, threadPool, xContentRegistry, dispatcher, clusterSettings,
            new SharedGroupFactory(settings), tracer, TLSConfig.noTLS(), null, this::validate
        ) {
            @Override
            protected void populatePerRequestThreadContext(RestRequest request, ThreadContext context) {
                perRequestThreadContext.accept(request.getHttpRequest(), context);
            }
        });
    }

    private void validate(HttpRequest request, Channel channel, ActionListener<Void> listener) {
        ElasticsearchStatusException refusal = refusalOf(request.headers());
        if (refusal == null) {
            listener.onResponse(null);
        } else {
            listener.onFailure(refusal);
        }
    }

    private ElasticsearchStatusException refusalOf(HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        if (host == null || OWN_HOST.matcher(host).matches() == false || headers.getAll(HttpHeaderNames.HOST).size() > 1) {
            return new ElasticsearchStatusException("This node answers to 127.0.0.1 and localhost only.", RestStatus.FORBIDDEN);
        }
        if (headers.contains(HttpHeaderNames.ORIGIN)) {
            return new ElasticsearchStatusException("This node answers no web page.", RestStatus.FORBIDDEN);
        }
        String given = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (given == null || MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization) == false) {
            return new ElasticsearchStatusException(
                "This node answers only the process that started it: the API key of this start is missing or wrong.",
                RestStatus.UNAUTHORIZED);
        }
        return null;
    }
}
