package metalplant.router.alone;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.door.Role;
import metalplant.door.hmac.HmacUser;
import metalplant.model.Problem;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.router.plants.Plants;
import metalplant.router.table.Guard;

/**
 * The file that tells a door everything, as {@code docs/router.md} shows it. Keys lie in files of their own, one per secret.
 *
 * @param listen where clients come in
 * @param tls what the listener shows; empty for plain HTTP
 * @param basePath starts and ends with a slash
 * @param folder for snapshots and large lists
 * @param tenant the provider tenant
 * @param users who may sign requests to this door
 * @param plants all of them stock metal-apis
 */
public record RouterFile(
        InetSocketAddress listen,
        Optional<ListenerTls> tls,
        String basePath,
        Path folder,
        String tenant,
        List<HmacUser> users,
        Plants plants) {

    /**
     * Reads the text of the file.
     *
     * @throws Problem BAD_REQUEST naming the key that is missing, malformed or not known
     */
    public static RouterFile parse(String text) {
        var reader = new Reader(text);
        var file = new RouterFile(
                reader.address("listen"),
                reader.tls(),
                reader.basePath(),
                Path.of(reader.text("folder")),
                reader.text("provider-tenant"),
                reader.users(),
                reader.plants());
        reader.requireAllUsed();
        return file;
    }

    private static final class Reader {
        private final Properties properties = new Properties();
        private final Set<String> left;

        Reader(String text) {
            try {
                properties.load(new StringReader(text));
            } catch (IOException | IllegalArgumentException e) {
                throw Problem.bad("the file of the door is no list of properties")
                        .because(e);
            }
            this.left = new TreeSet<>(properties.stringPropertyNames());
        }

        Optional<String> maybe(String key) {
            left.remove(key);
            return Optional.ofNullable(properties.getProperty(key))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty());
        }

        String text(String key) {
            return maybe(key).orElseThrow(() -> Problem.bad("the file of the door needs " + key));
        }

        InetSocketAddress address(String key) {
            var value = text(key);
            try {
                var uri = URI.create("tcp://" + value);
                return new InetSocketAddress(uri.getHost(), uri.getPort());
            } catch (IllegalArgumentException e) {
                throw Problem.bad("%s must be HOST:PORT".formatted(key)).because(e);
            }
        }

        Optional<ListenerTls> tls() {
            var certificate = maybe("tls.certificate-file");
            var key = maybe("tls.key-file");
            if (certificate.isPresent() != key.isPresent()) {
                throw Problem.bad(
                        "tls.certificate-file and tls.key-file belong together: name both, or none for plain HTTP");
            }
            return certificate.map(file -> new ListenerTls(Path.of(file), Path.of(key.orElseThrow())));
        }

        String basePath() {
            var path = maybe("base-path").orElse("/");
            if (!path.startsWith("/") || !path.endsWith("/")) {
                throw Problem.bad("base-path must start and end with a slash");
            }
            return path;
        }

        List<HmacUser> users() {
            var users = new ArrayList<HmacUser>();
            secret("hmac.view-file").map(HmacUser::view).ifPresent(users::add);
            secret("hmac.edit-file").map(HmacUser::edit).ifPresent(users::add);
            secret("hmac.admin-file").map(HmacUser::admin).ifPresent(users::add);
            if (users.isEmpty()) {
                throw Problem.bad("the file of the door needs at least one of hmac.view-file, .edit-file, .admin-file");
            }
            return List.copyOf(users);
        }

        Plants plants() {
            var labels = left.stream()
                    .filter(key -> key.startsWith("plant.") && key.endsWith(".url"))
                    .map(key -> key.substring("plant.".length(), key.length() - ".url".length()))
                    .toList();
            return Plants.fixed(text("local"), labels.stream().map(this::plant).toList());
        }

        private Plant plant(String label) {
            Function<String, String> key = name -> "plant." + label + "." + name;
            var keys = new PlantLink.Keys(
                    secret(key.apply("hmac.view-file")),
                    secret(key.apply("hmac.edit-file")),
                    secret(key.apply("hmac.admin-file")));
            return new Plant(
                    label,
                    list(key.apply("partitions"), Function.identity()),
                    url(key.apply("url")),
                    new PlantLink.Stock(keys, Optional.empty()),
                    maybe(key.apply("role")).map(Reader::role).orElse(Role.EDIT),
                    Set.copyOf(list(key.apply("grants"), Reader::guard)),
                    true);
        }

        private <T> List<T> list(String key, Function<String, T> each) {
            return maybe(key).stream()
                    .flatMap(value -> Arrays.stream(value.split(",")))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .map(each)
                    .toList();
        }

        private URI url(String key) {
            var value = text(key);
            try {
                return URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
            } catch (IllegalArgumentException e) {
                throw Problem.bad("%s is no address".formatted(key)).because(e);
            }
        }

        private static Role role(String text) {
            return switch (text) {
                case "view" -> Role.VIEW;
                case "edit" -> Role.EDIT;
                case "admin" -> Role.ADMIN;
                default -> throw Problem.bad("\"%s\" is no role: view, edit or admin".formatted(text));
            };
        }

        private static Guard guard(String text) {
            for (var guard : Guard.values()) {
                if (guard != Guard.NONE
                        && guard.name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-')
                                .equals(text)) {
                    return guard;
                }
            }
            throw Problem.bad(
                    "\"%s\" cannot be granted: bmc-credentials, console-password, firmware or audit".formatted(text));
        }

        private Optional<String> secret(String key) {
            return maybe(key).map(file -> {
                try {
                    return Files.readString(Path.of(file)).strip();
                } catch (IOException e) {
                    throw Problem.bad("the file of %s cannot be read".formatted(key))
                            .because(e);
                }
            });
        }

        void requireAllUsed() {
            if (!left.isEmpty()) {
                throw Problem.bad("the file of the door has keys that nobody knows: "
                        + left.stream().collect(Collectors.joining(", ")));
            }
        }
    }
}
