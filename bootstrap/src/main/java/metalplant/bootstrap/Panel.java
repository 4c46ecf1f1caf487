package metalplant.bootstrap;

import java.net.URI;
import java.nio.file.Path;

/** The few lines a person needs to work with a plant. */
final class Panel {
    private Panel() {}

    static String of(StatusDocument status) {
        if (status.state() == StatusDocument.State.STOPPED) {
            return "No plant runs on %s. Start one with ./plant run --data %s"
                    .formatted(status.text("data"), shortened(status.text("data")));
        }
        var data = shortened(status.text("data"));
        var api = status.text("api.url");
        if (api.isEmpty()) {
            return "The plant in %s is %s; its log is %s/log/plant.0.log".formatted(data, status.text("state"), data);
        }
        var namespace = status.text("netns");
        return """

                metal-plant %s, partition %s, is %s (pid %s)

                  API        %s%s
                  all plants %s
                  keys       %s/secrets/hmac-admin (also -edit and -view)
                  machines   %s%s
                  boot gRPC  %s
                  NSQ        %s
                  log        %s/log/plant.0.log

                  metalctl --config %s/metalctl/config.yaml machine ls
                  or
                  export METALCTL_API_URL=%s METALCTL_HMAC_AUTH_TYPE=Metal-Admin
                  export METALCTL_HMAC=$(cat %s/secrets/hmac-admin)

                  ./plant status --data %s     shows this again
                  ./plant stop --data %s       ends it
                """.formatted(
                        status.text("version"),
                        status.text("partition"),
                        word(status),
                        status.text("pid"),
                        api,
                        namespace.isEmpty() ? "" : "   (inside: ip netns exec %s ...)".formatted(namespace),
                        status.text("router.url"),
                        data,
                        machines(status),
                        restored(status, data),
                        status.text("grpc.address"),
                        nsq(status),
                        data,
                        data,
                        MetalctlConfig.withoutSlash(URI.create(api)),
                        data,
                        data,
                        data);
    }

    private static String word(StatusDocument status) {
        if (status.isReady()) {
            return "ready";
        }
        return status.state() == StatusDocument.State.READY
                ? "not answering as it should"
                : status.text("state") + ", not ready yet";
    }

    private static String machines(StatusDocument status) {
        if (status.text("rack.wanted").equals("0")) {
            return "no simulated rack; %s known, %s waiting"
                    .formatted(status.text("rack.machines"), status.text("rack.waiting"));
        }
        var pid = status.text("rack.pid");
        return "%s of %s waiting, simulated rack %s"
                .formatted(
                        status.text("rack.waiting"),
                        status.text("rack.wanted"),
                        pid.isEmpty() ? "is down, see log/rack.log" : "pid " + pid);
    }

    /** What a person has to do after a restore. */
    private static String restored(StatusDocument status, String data) {
        if (status.text("unconfirmed.machines").isEmpty()) {
            return "";
        }
        return """

                  restored   %s machines not confirmed%s%s:
                             ./plantctl reconcile --data %s""".formatted(
                        status.text("unconfirmed.machines"),
                        status.text("unconfirmed.newcomers").equals("true") ? ", unknown ones held" : "",
                        status.text("unconfirmed.addresses").equals("true") ? ", no older addresses given out" : "",
                        data);
    }

    private static String nsq(StatusDocument status) {
        var tcp = status.text("nsq.tcp");
        return tcp.isEmpty() ? "none: the bus is in memory, metal-bmc cannot connect" : tcp;
    }

    /** Relative if that is shorter, for lines that a person copies. */
    private static String shortened(String path) {
        var here = Path.of("").toAbsolutePath();
        var there = Path.of(path);
        return there.startsWith(here) && !there.equals(here)
                ? here.relativize(there).toString()
                : path;
    }
}
