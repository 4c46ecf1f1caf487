package metalplant.plan;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.Engine;
import metalplant.plan.PlantPlan.HostAddress;
import metalplant.plan.PlantPlan.Neighbour;
import metalplant.plan.PlantPlan.Relayed;

/** What single values look like. Each gives nothing for a text that does not fit. */
final class Forms {
    /** Of regions, zones and partitions: part of topics, certificates and labels. */
    static final String ID_FORM =
            "1 to 42 lower-case letters, digits, dashes and underscores, with a letter or digit at both ends";

    /** Of networks behind relays. */
    static final String RELAYED_FORM = "an IPv4 prefix and the way to it, as 172.16.8.0/24 via 172.16.4.2";

    /** Of a range of addresses. */
    static final String CONTROLLERS_FORM = "FIRST-LAST, as 172.16.0.128-172.16.0.254, or none";

    /** Nothing of it. */
    static final String NONE = "none";

    static final String ASN_FORM = "an AS number from 1 to 4294967294";

    /** Of routers that are told of the plant. */
    static final String NEIGHBOUR_FORM = "an address and an AS number, as 192.0.2.1 as 65001";

    private static final String VIA = " via ";
    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9_-]{0,40}[a-z0-9])?");
    private static final String AS = " as ";
    private static final long ASN_MAX = 4_294_967_294L;
    private static final Pattern DEVICE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,14}");
    private static final Pattern SSH_KEY = Pattern.compile(
            "(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh[.]com) [A-Za-z0-9+/]{40,2000}={0,3}( [\\x20-\\x7e]{0,200})?");
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,62})([.][a-zA-Z0-9]([a-zA-Z0-9-]{0,62}))*");
    private static final int VLAN_LAST = 4094;
    private static final int SEGMENT_LENGTH_MAX = 29;

    private Forms() {}

    static Optional<String> id(String text) {
        return matching(ID, text);
    }

    static Optional<String> device(String text) {
        return matching(DEVICE, text);
    }

    static Optional<String> sshKey(String text) {
        return matching(SSH_KEY, text.strip());
    }

    static Optional<String> server(String text) {
        return IpAddress.tryParse(text).map(IpAddress::toString).or(() -> matching(NAME, text));
    }

    static Optional<String> mode(String text) {
        return Optional.of(text).filter(each -> each.matches("dhcp|static|none"));
    }

    static Optional<Engine> engine(String text) {
        return Arrays.stream(Engine.values())
                .filter(each -> each.word().equals(text))
                .findFirst();
    }

    static Optional<Integer> vlan(String text) {
        return number(text, 1, VLAN_LAST);
    }

    static Optional<Long> asn(String text) {
        return Optional.of(text)
                .filter(each -> each.matches("[1-9][0-9]{0,9}"))
                .map(Long::valueOf)
                .filter(each -> each <= ASN_MAX);
    }

    static Optional<Neighbour> neighbour(String text) {
        int at = text.indexOf(AS);
        return at < 0
                ? Optional.empty()
                : IpAddress.tryParse(text.substring(0, at))
                        .flatMap(address ->
                                asn(text.substring(at + AS.length())).map(asn -> new Neighbour(address, asn)));
    }

    static Optional<Integer> length(String text) {
        return number(text, 8, 30);
    }

    /** Host bits that are not zero are a slip of somebody, who meant another network or an address. */
    static Optional<Cidr> prefix(String text) {
        return Cidr.tryParse(text)
                .filter(cidr -> cidr.length() > 0)
                .filter(cidr -> IpAddress.tryParse(text.substring(0, text.indexOf('/')))
                        .filter(cidr.base()::equals)
                        .isPresent());
    }

    static Optional<Cidr> segment(String text) {
        return prefix(text)
                .filter(cidr -> cidr.family() == AddressFamily.IPV4)
                .filter(cidr -> cidr.length() >= 8 && cidr.length() <= SEGMENT_LENGTH_MAX);
    }

    static Optional<Relayed> relayed(String text) {
        int at = text.indexOf(VIA);
        return at < 0
                ? Optional.empty()
                : segment(text.substring(0, at))
                        .flatMap(prefix -> IpAddress.tryParse(text.substring(at + VIA.length()))
                                .map(via -> new Relayed(prefix, via)));
    }

    /** A range, or none of them. */
    static Optional<Optional<AddressRange>> controllers(String text) {
        return text.equals(NONE)
                ? Optional.of(Optional.empty())
                : AddressRange.tryParse(text).map(Optional::of);
    }

    static Optional<HostAddress> host(String text) {
        return Cidr.tryParse(text)
                .filter(cidr -> cidr.length() > 0)
                .flatMap(cidr -> IpAddress.tryParse(text.substring(0, text.indexOf('/')))
                        .map(address -> new HostAddress(address, cidr.length())));
    }

    private static Optional<Integer> number(String text, int from, int to) {
        return text.matches("[0-9]{1,6}")
                ? Optional.of(Integer.valueOf(text)).filter(each -> each >= from && each <= to)
                : Optional.empty();
    }

    private static Optional<String> matching(Pattern form, String text) {
        return Optional.of(text).filter(each -> form.matcher(each).matches());
    }
}
