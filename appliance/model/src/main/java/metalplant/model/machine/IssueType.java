package metalplant.model.machine;

import java.util.Locale;
import java.util.Optional;

/** What can be wrong with a machine, in the order in which it is shown. */
public enum IssueType {
    NO_PARTITION("no-partition", Severity.MAJOR, "no partition was ever named for this machine"),
    LIVELINESS_DEAD("liveliness-dead", Severity.MAJOR, "the free machine has gone silent"),
    LIVELINESS_UNKNOWN("liveliness-unknown", Severity.MAJOR, "the allocated machine no longer phones home"),
    LIVELINESS_NOT_AVAILABLE("liveliness-not-available", Severity.MINOR, "nothing tells whether the machine is alive"),
    FAILED_MACHINE_RECLAIM(
            "failed-machine-reclaim",
            Severity.CRITICAL,
            "the machine was freed, and still runs the system of whoever had it"),
    CRASH_LOOP("crashloop", Severity.MAJOR, "the machine starts over and over and does not get to waiting"),
    LAST_EVENT_ERROR("last-event-error", Severity.MINOR, "an event that did not fit was received lately"),
    BMC_WITHOUT_MAC("bmc-without-mac", Severity.MAJOR, "the BMC has told no MAC address"),
    BMC_WITHOUT_IP("bmc-without-ip", Severity.MAJOR, "the BMC has told no IP address"),
    BMC_INFO_OUTDATED("bmc-info-outdated", Severity.MAJOR, "the BMC has not been reported for a while"),
    ASN_NOT_UNIQUE("asn-not-unique", Severity.MINOR, "another firewall announces with the same ASN"),
    BMC_NO_DISTINCT_IP("bmc-no-distinct-ip", Severity.MAJOR, "the BMC of another machine has the same IP address"),
    NO_EVENT_CONTAINER("no-event-container", Severity.MAJOR, "the machine has never sent an event");

    private static final String REFERENCE = "https://docs.metal-stack.io/stable/installation/troubleshoot/#";

    private final String id;
    private final Severity severity;
    private final String description;

    IssueType(String id, Severity severity, String description) {
        this.id = id;
        this.severity = severity;
        this.description = description;
    }

    /** How bad an issue is, from bad to worse. */
    public enum Severity {
        MINOR,
        MAJOR,
        CRITICAL;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Severity> parse(String text) {
            for (var severity : values()) {
                if (severity.wire().equals(text)) {
                    return Optional.of(severity);
                }
            }
            return Optional.empty();
        }
    }

    public static Optional<IssueType> parse(String id) {
        for (var type : values()) {
            if (type.id.equals(id)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    public String description() {
        return description;
    }

    /** Where people read on. */
    public String referenceUrl() {
        return REFERENCE + id;
    }
}
