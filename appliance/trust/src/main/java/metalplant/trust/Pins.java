package metalplant.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The authorities of the plants that are trusted now, by plant id (32 small hex digits). Changes at run time, by any thread; whoever
 * holds a connection is told when a pin goes or changes, and has to end what stood on it.
 */
public final class Pins {
    /** More members than any federation has. */
    public static final int PINS_MAX = 1_024;

    private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();
    private final Map<X509Certificate, Proven> proven = new ConcurrentHashMap<>();
    private volatile Map<String, X509Certificate> authorities = Map.of();

    /** A leaf whose signature was checked, and against which authority: once another one is pinned that says nothing. */
    private record Proven(String plant, X509Certificate authority) {}

    /**
     * Trusts what this authority says about this plant, and about no other.
     *
     * @param authority X.509, DER
     * @throws CertificateException if it is none, or cannot be an authority
     */
    public void pin(String plant, byte[] authority) throws CertificateException {
        var certificate = authority(authority);
        boolean changed = put(plant, certificate);
        if (changed) {
            tell(plant);
        }
    }

    /** An authority as members publish it: one DER certificate that may sign others, with nothing behind it. */
    public static X509Certificate authority(byte[] der) throws CertificateException {
        var in = new ByteArrayInputStream(der);
        var found = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        if (in.available() > 0 || found.getBasicConstraints() < 0) {
            throw new CertificateException("this is not the certificate of one authority");
        }
        return found;
    }

    /** @return whether another authority was pinned before, on which connections may stand */
    private synchronized boolean put(String plant, X509Certificate certificate) throws CertificateException {
        var changed = new TreeMap<>(authorities);
        var before = changed.put(plant, certificate);
        if (changed.size() > PINS_MAX) {
            throw new CertificateException("more than %d plants are pinned".formatted(PINS_MAX));
        }
        authorities = changed;
        return before != null && !before.equals(certificate);
    }

    /** This plant is trusted no longer. Repeating it does nothing. */
    public void unpin(String plant) {
        if (taken(plant)) {
            tell(plant);
        }
    }

    private synchronized boolean taken(String plant) {
        var changed = new TreeMap<>(authorities);
        boolean was = changed.remove(plant) != null;
        authorities = changed;
        return was;
    }

    /** Called with the id of each plant whose connections have to end, on the thread that changed the pins. */
    public void watch(Consumer<String> ended) {
        watchers.add(ended);
    }

    private void tell(String plant) {
        watchers.forEach(watcher -> watcher.accept(plant));
    }

    public boolean has(String plant) {
        return authorities.containsKey(plant);
    }

    public List<String> plants() {
        return List.copyOf(authorities.keySet());
    }

    /**
     * The plant that this chain proves.
     *
     * @param chain the leaf first; only the leaf counts, because a plant's authority signs without intermediates
     * @throws CertificateException with a reason that may be shown to the peer
     */
    public String identify(Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || !(chain[0] instanceof X509Certificate leaf)) {
            throw new CertificateException("the peer showed no certificate");
        }
        var known = proven.get(leaf);
        if (known != null && known.authority().equals(authorities.get(known.plant()))) {
            return known.plant();
        }
        return proved(leaf);
    }

    private String proved(X509Certificate leaf) throws CertificateException {
        var plant = PlantCertificates.plant(leaf)
                .orElseThrow(() -> new CertificateException("the certificate names no plant"));
        var authority = authorities.get(plant);
        if (authority == null) {
            throw new CertificateException("plant %s is not pinned here".formatted(plant));
        }
        PlantCertificates.check(leaf, authority.getPublicKey(), plant);
        if (proven.size() >= PINS_MAX) {
            proven.clear();
        }
        proven.put(leaf, new Proven(plant, authority));
        return plant;
    }
}
