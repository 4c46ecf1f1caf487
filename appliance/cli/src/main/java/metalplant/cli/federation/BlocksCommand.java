package metalplant.cli.federation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.BlockResponse;
import metalplant.wire.federation.BlocksResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation blocks}. */
@Command(
        name = "blocks",
        description = {
            "Shows who holds which block of the shared prefixes and number pools, as far as this plant knows the ledger, and what"
                    + " quarantined blocks and prefixes without a claim wait for.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation blocks 198.51.100.0/24")
final class BlocksCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "POOL", arity = "0..1", description = "One prefix or pool only, such as 198.51.100.0/24.")
    @Nullable
    String pool;

    BlocksCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var blocks = new ArrayList<BlockResponse>();
            BlocksResponse page;
            int offset = 0;
            do {
                var path = "v1/federation/block?offset=" + offset
                        + (pool == null ? "" : "&pool=" + URLEncoder.encode(pool, StandardCharsets.UTF_8));
                page = calls.get(path, BlocksResponse.class);
                blocks.addAll(page.blocks());
                offset = page.next() == null ? 0 : page.next();
            } while (offset > 0);
            if (json()) {
                return printed(new BlocksResponse(page.head(), blocks, null));
            }
            blocks.forEach(block -> screen.say(line(block)));
            if (blocks.isEmpty()) {
                screen.say("  nothing is shared" + (pool == null ? "" : " under this name"));
            }
            return 0;
        });
    }

    private static String line(BlockResponse block) {
        return "  %-24s %-32s %-11s %-16s%s%s"
                .formatted(
                        block.pool(),
                        block.range(),
                        block.state(),
                        block.label(),
                        block.fence() == 0 ? "" : " fence " + block.fence(),
                        block.waits() == null ? "" : "  waits for " + block.waits());
    }
}
