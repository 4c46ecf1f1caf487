package metalplant.server.trace;

import static java.lang.System.Logger.Level.INFO;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.model.trace.Traces;
import org.jspecify.annotations.Nullable;

/**
 * Tells an OpenTelemetry collector, over HTTP. What it does not take in time is dropped: a few thousand spans are held at most, and no
 * request waits for one of them.
 */
public final class OtlpTraces implements Traces, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OtlpTraces.class.getName());
    private static final String PARENT = "traceparent";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final int SPANS_MAX = 4_096;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OtlpTraces(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("metal-plant");
    }

    /**
     * Begins to tell.
     *
     * @param partition names this plant among others
     * @param version of the plant
     */
    public static OtlpTraces open(TraceConfig config, String partition, String version) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString())
                .setTimeout(PATIENCE)
                .setCompression("gzip")
                .build();
        var resource = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                "metal-api",
                AttributeKey.stringKey("service.version"),
                version,
                AttributeKey.stringKey("service.instance.id"),
                partition));
        var provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.share())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(SPANS_MAX)
                        .setScheduleDelay(DELAY)
                        .setExporterTimeout(PATIENCE)
                        .build())
                .build();
        LOG.log(INFO, "requests are traced endpoint={0} percent={1}", config.endpoint(), config.percent());
        return new OtlpTraces(provider);
    }

    /** What is opened here is closed with the span. */
    @Override
    @SuppressWarnings("MustBeClosedChecker")
    public Span begin(Kind kind, String name, Optional<String> traceparent) {
        var here = Context.current();
        var parent =
                traceparent.map(OtlpTraces::context).filter(OtlpTraces::isPart).orElse(here);
        if (kind == Kind.DATABASE && !isPart(parent)) {
            return Span.NONE;
        }
        var span = tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(kind(kind))
                .startSpan();
        return new Open(span, span.makeCurrent());
    }

    private static SpanKind kind(Kind kind) {
        return switch (kind) {
            case REQUEST -> SpanKind.SERVER;
            case DATABASE, FORWARD -> SpanKind.CLIENT;
        };
    }

    private static boolean isPart(Context context) {
        return io.opentelemetry.api.trace.Span.fromContext(context)
                .getSpanContext()
                .isValid();
    }

    private static Context context(String header) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), header, OneHeader.INSTANCE);
    }

    private enum OneHeader implements TextMapGetter<String> {
        INSTANCE;

        @Override
        public Iterable<String> keys(String header) {
            return List.of(PARENT);
        }

        @Override
        public @Nullable String get(@Nullable String header, String key) {
            return key.equals(PARENT) ? header : null;
        }
    }

    /** Not for several threads. */
    private static final class Open implements Span {
        private static final String ROUND_TRIPS = "metal_plant.round_trips";
        private static final String TRIES = "metal_plant.tries";

        private final io.opentelemetry.api.trace.Span span;
        private final Scope scope;
        private long roundTrips;
        private long tries = 1;

        Open(io.opentelemetry.api.trace.Span span, Scope scope) {
            this.span = span;
            this.scope = scope;
        }

        @Override
        public Span with(String fact, String value) {
            span.setAttribute(fact, value);
            return this;
        }

        @Override
        public Span with(String fact, long value) {
            span.setAttribute(fact, value);
            return this;
        }

        @Override
        public void roundTrip() {
            roundTrips++;
        }

        @Override
        public void again() {
            tries++;
        }

        @Override
        public Span failed() {
            span.setStatus(StatusCode.ERROR);
            return this;
        }

        /** Version, trace, span and flags, as W3C writes them. */
        @Override
        public Optional<String> traceparent() {
            var context = span.getSpanContext();
            return Optional.of("00-%s-%s-%s"
                    .formatted(
                            context.getTraceId(),
                            context.getSpanId(),
                            context.getTraceFlags().asHex()));
        }

        @Override
        public void close() {
            if (roundTrips > 0) {
                span.setAttribute(ROUND_TRIPS, roundTrips);
                span.setAttribute(TRIES, tries);
            }
            scope.close();
            span.end();
        }
    }

    /** What was not told yet is told now, if the collector takes it soon. */
    @Override
    public void close() {
        provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
