package metalplant.bootstrap;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import metalplant.bootstrap.PlantCommand.DataOption;
import metalplant.bootstrap.process.PidFile;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.model.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./plant status}. */
@Command(
        name = "status",
        description = {
            "Shows where a plant is reached and how far its machines are.",
            "",
            "The JSON form holds keys and passwords. Exit status 0 if the plant is ready, 3 if it runs but is not ready,"
                    + " 4 if it does not run.",
            ""
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int NOT_READY = 3;
    private static final int NOT_RUNNING = 4;

    private final World world;

    @Mixin
    DataOption data = new DataOption();

    enum Form {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json. Default: text.")
    Form output = Form.text;

    StatusCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        var status = current(data.folders());
        System.out.println(output == Form.json ? status : Panel.of(status).strip());
        return status.state() == StatusDocument.State.STOPPED || status.state() == StatusDocument.State.FAILED
                ? NOT_RUNNING
                : status.isReady() ? 0 : NOT_READY;
    }

    /** The plant's document with what only the moment can tell: does it run, does it answer, how far is the rack. */
    private StatusDocument current(Folders folders) {
        var written = StatusDocument.read(folders.status());
        if (PlantLock.holder(folders.lock()).isEmpty()) {
            return written.filter(status -> status.state() == StatusDocument.State.FAILED)
                    .orElseGet(() -> StatusDocument.bare(folders.data(), StatusDocument.State.STOPPED));
        }
        return written.map(status -> status.text("api.url").isEmpty() ? status : asked(status, folders))
                .orElseGet(() -> StatusDocument.bare(folders.data(), StatusDocument.State.STARTING));
    }

    private StatusDocument asked(StatusDocument status, Folders folders) {
        var signer = new HmacSigner("Metal-View", status.text("api.hmac.view"));
        try (var api = new PlantApi(URI.create(status.text("api.url")), signer, PATIENCE, world)) {
            var pid = new PidFile(RackProcess.pidFile(folders).file()).running().map(ProcessHandle::pid);
            var healthy = api.isHealthy();
            var count = healthy ? RackCount.ask(api, status.text("partition")) : java.util.Optional.<RackCount>empty();
            var unconfirmed = healthy ? Unconfirmed.ask(api) : java.util.Optional.<Unconfirmed>empty();
            return status.withRack(pid, count).withUnconfirmed(unconfirmed).withReady(status.isReady() && healthy);
        }
    }
}
