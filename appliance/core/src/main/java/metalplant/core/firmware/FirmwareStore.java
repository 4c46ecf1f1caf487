package metalplant.core.firmware;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;

/** Where firmware is kept. Every method throws FIRMWARE_STORE_UNAVAILABLE while the store does not answer. */
public interface FirmwareStore extends AutoCloseable {
    /** More are not listed; nobody has as many. */
    int LISTED_MAX = 10_000;

    /** What is there, in order of its key, at most {@link #LISTED_MAX}; objects that are no firmware are passed over. */
    List<Firmware> list(Optional<FirmwareKind> kind);

    boolean has(Firmware firmware);

    /**
     * Keeps what {@code content} gives until its end, in place of what there was. What breaks off leaves everything as it was.
     *
     * @throws Problem whatever reading {@code content} throws; TOO_BUSY while too many others do the same
     */
    void put(Firmware firmware, InputStream content);

    /** Nothing happens if it is not there. */
    void remove(Firmware firmware);

    /** Where anybody may fetch it for some time. */
    URI link(Firmware firmware, Duration life);

    @Override
    void close();

    /** What {@code cause} means to whoever asked. */
    static Problem unavailable(String store, Exception cause) {
        var first = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return Problem.of(ProblemCode.FIRMWARE_STORE_UNAVAILABLE, "%s cannot be used now: %s".formatted(store, first))
                .because(cause);
    }
}
