package metalplant.core.restore;

import java.util.Optional;

/** {@link HostLife} in a field. */
public final class InMemoryHostLife implements HostLife {
    private volatile Optional<Written> written = Optional.empty();

    @Override
    public Optional<Written> read() {
        return written;
    }

    @Override
    public void write(Written life) {
        written = Optional.of(life);
    }
}
