package metalplant.images.sbom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import metalplant.images.debian.DebianPackage;
import metalplant.images.runtime.Jar;

/**
 * A bill of materials in the form of CycloneDX 1.6.
 *
 * @param name of what it is for
 * @param version of that
 * @param components what is in it, sorted by package URL
 */
public record Bill(String name, String version, List<Component> components) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public Bill {
        components = components.stream().distinct().sorted().toList();
    }

    /**
     * A part.
     *
     * @param url package URL, which says what kind of a part it is
     * @param sha256 of its file, or empty
     */
    public record Component(String name, String version, String url, String sha256) implements Comparable<Component> {

        public static Component of(DebianPackage one) {
            return new Component(one.name(), one.version(), one.url(), "");
        }

        public static Component of(Jar jar) {
            return new Component(jar.group() + ":" + jar.artefact(), jar.version(), jar.url(), "");
        }

        public static Component of(GoProgram.Module module) {
            return new Component(module.path(), module.version(), module.url(), "");
        }

        @Override
        public int compareTo(Component other) {
            return url.compareTo(other.url);
        }

        private Map<String, Object> document() {
            var document = new LinkedHashMap<String, Object>();
            document.put("type", "library");
            document.put("bom-ref", url);
            document.put("name", name);
            document.put("version", version);
            document.put("purl", url);
            if (!sha256.isEmpty()) {
                document.put("hashes", List.of(Map.of("alg", "SHA-256", "content", sha256)));
            }
            return document;
        }
    }

    /** How many parts there are of a kind: {@code deb}, {@code maven}, {@code golang}. */
    public long count(String kind) {
        return of(kind).count();
    }

    private Stream<Component> of(String kind) {
        return components.stream().filter(one -> one.url().startsWith("pkg:" + kind + "/"));
    }

    /** The document; the same for the same parts. */
    public String json() {
        var document = new LinkedHashMap<String, Object>();
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.6");
        document.put("version", 1);
        var subject = new LinkedHashMap<String, Object>();
        subject.put("type", "container");
        subject.put("name", name);
        subject.put("version", version);
        document.put("metadata", Map.of("component", subject));
        document.put("components", components.stream().map(Component::document).toList());
        try {
            return JSON.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts always have a JSON form", e);
        }
    }
}
