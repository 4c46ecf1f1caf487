package metalplant.cli.federation;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.DoorKeysResponse;
import metalplant.wire.federation.RotateKeysRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl federation keys}. */
@Command(
        name = "keys",
        description = {
            "Shows the keys that clients of the federation sign with, the same at the router of every member.",
            "",
            "They come with the ledger, sealed to each member, and are made anew when a plant leaves (the old ones end after a day) or is"
                    + " evicted (they end at once). What they may do at a plant's router is that plant's to say: router.role-max in its"
                    + " plant.properties, edit by default.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation keys --save /root/federation-keys")
final class KeysCommand extends Common implements Callable<Integer> {
    /** Which of the keys. */
    enum Role {
        view,
        edit,
        admin
    }

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Write them to DIR/view, DIR/edit and DIR/admin (mode 0600) instead of showing them.")
    @Nullable
    Path save;

    @Option(
            names = "--metalctl",
            paramLabel = "FILE",
            description = "Write a configuration for metalctl --config FILE (mode 0600), with the key of --role.")
    @Nullable
    Path metalctl;

    @Option(names = "--role", defaultValue = "edit", description = "view, edit or admin. Default: ${DEFAULT-VALUE}")
    Role role = Role.edit;

    @Option(names = "--rotate", description = "Make new keys first; the old ones are taken for another day.")
    boolean rotate;

    @Option(
            names = "--at-once",
            description = "With --rotate: the old ones end now. For keys that somebody else has seen.")
    boolean atOnce;

    KeysCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        if (atOnce && !rotate) {
            throw Problem.bad("--at-once belongs to --rotate");
        }
        return with(calls -> {
            var before = calls.get("v1/federation/keys", DoorKeysResponse.class);
            var keys = rotate ? changed(calls, before) : before;
            write(keys);
            return json() ? printed(keys) : told(keys);
        });
    }

    private DoorKeysResponse changed(Calls calls, DoorKeysResponse before) {
        return new LedgerWait(world)
                .until(
                        calls.post("v1/federation/keys", new RotateKeysRequest(atOnce), DoorKeysResponse.class),
                        keys -> keys.number() > before.number(),
                        () -> calls.get("v1/federation/keys", DoorKeysResponse.class),
                        "new keys were ordered and are not in the ledger yet: are all voters there? ./plantctl federation status"
                                + " tells; they come as soon as they can",
                        "interrupted; the keys were ordered");
    }

    private void write(DoorKeysResponse keys) {
        if (save != null) {
            SecretFiles.write(save.resolve("view"), keys.view() + "\n");
            SecretFiles.write(save.resolve("edit"), keys.edit() + "\n");
            SecretFiles.write(save.resolve("admin"), keys.admin() + "\n");
        }
        if (metalctl != null) {
            SecretFiles.write(metalctl, configuration(keys));
        }
    }

    private String configuration(DoorKeysResponse keys) {
        var router = keys.router();
        if (router == null) {
            throw Problem.refused("this plant has no router; ask another member");
        }
        var name = role.name();
        return """
                ---
                # Written by ./plantctl federation keys. The certificates of all members: ./plantctl federation trust
                current: "federation"
                contexts:
                  "federation":
                    url: %s
                    hmac: "%s"
                    hmac_auth_type: Metal-%s
                """.formatted(
                        router.replaceFirst("/$", ""),
                        key(keys),
                        name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
    }

    private String key(DoorKeysResponse keys) {
        return switch (role) {
            case view -> keys.view();
            case edit -> keys.edit();
            case admin -> keys.admin();
        };
    }

    private int told(DoorKeysResponse keys) {
        screen.say("  keys %d of the federation, made %s; at this plant they are worth %s at most"
                .formatted(keys.number(), keys.made(), keys.rolemax()));
        if (keys.previousends() != null) {
            screen.say("  those before them are taken here until " + keys.previousends());
        }
        if (keys.router() != null) {
            screen.say("  router  " + keys.router());
        }
        if (save == null && metalctl == null) {
            screen.say("  view    " + keys.view());
            screen.say("  edit    " + keys.edit());
            screen.say("  admin   " + keys.admin());
        }
        Stream.of(save, metalctl).filter(Objects::nonNull).forEach(path -> screen.say("  written to " + path));
        return 0;
    }
}
