package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import metalplant.model.Problem;

/**
 * What a unit is told in its environment. Whatever is missing or does not fit is a Problem BAD_REQUEST that names the variable.
 *
 * @param prefix of all of them, as {@code PLANT_BOOT_}
 */
record Variables(String prefix, Map<String, String> environment) {
    static final int PORT_MAX = 65_535;

    Variables {
        environment = Map.copyOf(environment);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(prefix + name)).filter(text -> !text.isBlank());
    }

    boolean flag(String name) {
        return text(name).filter("true"::equals).isPresent();
    }

    <T> T required(String name, Function<String, Optional<T>> reader, String form) {
        return optional(name, reader, form)
                .orElseThrow(() -> Problem.bad("%s%s is not set; it is %s".formatted(prefix, name, form)));
    }

    <T> Optional<T> optional(String name, Function<String, Optional<T>> reader, String form) {
        return text(name).map(text -> read(name, text, reader, form));
    }

    /** With commas between. */
    <T> List<T> list(String name, Function<String, Optional<T>> reader, String form) {
        return text(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(each -> read(name, each, reader, form))
                .toList();
    }

    int number(String name, int otherwise, int max) {
        return optional(
                        name,
                        text -> Optional.of(text)
                                .filter(each -> each.matches("[0-9]{1,5}"))
                                .map(Integer::valueOf)
                                .filter(each -> each > 0 && each <= max),
                        "a number from 1 to " + max)
                .orElse(otherwise);
    }

    int port(String name, int otherwise) {
        return number(name, otherwise, PORT_MAX);
    }

    Optional<InetSocketAddress> socket(String name) {
        return optional(name, Variables::socketOf, "ADDRESS:PORT");
    }

    /** Of an API, with a slash at its end. */
    Optional<URI> api(String name) {
        return optional(name, Variables::uriOf, "the address of the plant's API, with a slash at its end");
    }

    private static Optional<InetSocketAddress> socketOf(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,4}|[0-5][0-9]{4}")
                ? Optional.empty()
                : Optional.of(
                        new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    private static Optional<URI> uriOf(String text) {
        return text.matches("https?://[A-Za-z0-9.:-]+/([A-Za-z0-9/-]+/)?")
                ? Optional.of(URI.create(text))
                : Optional.empty();
    }

    private <T> T read(String name, String text, Function<String, Optional<T>> reader, String form) {
        return reader.apply(text)
                .orElseThrow(() -> Problem.bad("%s%s is %s, not \"%s\"".formatted(prefix, name, form, text)));
    }
}
