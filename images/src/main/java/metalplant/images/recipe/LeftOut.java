package metalplant.images.recipe;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Debian's packages bring that no container runs: package management, logins, an interpreter, a compiler for queries. */
final class LeftOut {
    /** Of every tree. */
    private static final Set<String> EVERYWHERE = Set.of(
            "bsdutils",
            "debconf",
            "debianutils",
            "diffutils",
            "dpkg",
            "gzip",
            "hostname",
            "init-system-helpers",
            "libblkid1",
            "libdb5.3t64",
            "libdebconfclient0",
            "liblastlog2-2",
            "libmount1",
            "libpam-modules",
            "libpam-modules-bin",
            "libpam-runtime",
            "libsmartcols1",
            "libsqlite3-0",
            "libudev1",
            "libuuid1",
            "ncurses-bin",
            "openssl-provider-legacy",
            "perl-base",
            "sysvinit-utils",
            "tar",
            "util-linux");

    private static final Set<String> POSTGRES = Set.of(
            "adduser",
            "libc-l10n",
            "libffi8",
            "libgdbm-compat4t64",
            "libgdbm6t64",
            "libio-pty-perl",
            "libipc-run-perl",
            "libjson-perl",
            "libllvm19",
            "libncursesw6",
            "libperl5.40",
            "libproc2-0",
            "libsemanage-common",
            "libsemanage2",
            "libsepol2",
            "libtext-charwidth-perl",
            "libtext-wrapi18n-perl",
            "libz3-4",
            "locales",
            "login.defs",
            "openssl",
            "passwd",
            "perl",
            "perl-modules-5.40",
            "postgresql-client-common",
            "postgresql-common",
            "postgresql-common-dev",
            "procps",
            "readline-common",
            "sensible-utils",
            "ssl-cert",
            "ucf");

    private static final Set<String> INFRA = Set.of(
            "adduser",
            "libncursesw6",
            "libproc2-0",
            "libsemanage-common",
            "libsemanage2",
            "libsepol2",
            "libtext-charwidth-perl",
            "libtext-wrapi18n-perl",
            "login.defs",
            "passwd",
            "procps",
            "sensible-utils",
            "ucf");

    /** ipmitool has its commands from its words, not from a prompt; its library needs no files. */
    private static final Set<String> API = Set.of("freeipmi-common", "readline-common");

    /** Its programs are started by a script of ours: no scheduler, no rotation of logs, no service manager. */
    private static final Set<String> FRR = Set.of(
            "adduser",
            "cron",
            "cron-daemon-common",
            "libapparmor1",
            "libcares2",
            "liblsof0",
            "libpopt0",
            "libseccomp2",
            "libsemanage-common",
            "libsemanage2",
            "libsepol2",
            "libsystemd-shared",
            "login.defs",
            "logrotate",
            "lsof",
            "mount",
            "passwd",
            "readline-common",
            "sensible-utils",
            "systemd");

    /** The program {@code unshare}, and what vtysh asks whether it may speak to the daemons: without it it says nothing, and ends well. */
    private static final Set<String> FRR_NEEDS = Set.of("libpam-modules", "util-linux");

    /** Of FRR's daemons zebra, mgmtd and bgpd run. */
    private static final Set<String> OTHER_DAEMONS = Stream.of(
                    "babeld",
                    "bfdd",
                    "eigrpd",
                    "fabricd",
                    "isisd",
                    "ldpd",
                    "nhrpd",
                    "ospf6d",
                    "ospfd",
                    "pathd",
                    "pbrd",
                    "pim6d",
                    "pimd",
                    "ripd",
                    "ripngd",
                    "staticd",
                    "vrrpd",
                    "watchfrr")
            .map(name -> "/usr/lib/frr/" + name)
            .collect(Collectors.toUnmodifiableSet());

    private LeftOut() {}

    /** Packages of a tree, by its name. */
    static Set<String> packages(String tree) {
        var all = new TreeSet<>(EVERYWHERE);
        all.addAll(
                switch (tree) {
                    case "postgres" -> POSTGRES;
                    case "infra" -> INFRA;
                    case "api" -> API;
                    case "frr" -> FRR;
                    default -> Set.of();
                });
        if (tree.equals("frr")) {
            all.removeAll(FRR_NEEDS);
        }
        return all;
    }

    /** Parts of packages that are needed otherwise. */
    static Set<String> folders(String tree) {
        return switch (tree) {
            case "postgres" ->
                Set.of(
                        "/usr/lib/postgresql/17/lib/bitcode",
                        "/usr/lib/postgresql/17/lib/llvmjit.so",
                        "/usr/lib/postgresql/17/lib/llvmjit_types.bc",
                        "/usr/lib/postgresql/17/lib/pgxs");
            case "frr" -> OTHER_DAEMONS;
            default -> Set.of();
        };
    }
}
