package metalplant.core.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;

/** {@link FirmwareStore} on a map; its links lead nowhere. */
public final class InMemoryFirmwareStore implements FirmwareStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public List<Firmware> list(Optional<FirmwareKind> kind) {
        return objects.keySet().stream()
                .flatMap(key -> Firmware.ofKey(key).stream())
                .filter(firmware -> kind.isEmpty() || kind.get() == firmware.kind())
                .limit(LISTED_MAX)
                .toList();
    }

    @Override
    public boolean has(Firmware firmware) {
        return objects.containsKey(firmware.key());
    }

    @Override
    public void put(Firmware firmware, InputStream content) {
        try {
            objects.put(firmware.key(), content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(Firmware firmware) {
        objects.remove(firmware.key());
    }

    @Override
    public URI link(Firmware firmware, Duration life) {
        var key = URLEncoder.encode(firmware.key(), StandardCharsets.UTF_8);
        return URI.create("http://firmware.invalid/" + key + "?seconds=" + life.toSeconds());
    }

    @Override
    public void close() {}
}
