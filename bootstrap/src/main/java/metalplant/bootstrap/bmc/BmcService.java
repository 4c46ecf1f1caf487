package metalplant.bootstrap.bmc;

import static java.lang.System.Logger.Level.WARNING;
import static metalplant.bootstrap.process.ServicePages.metric;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metalplant.bmc.FoundDrivers;
import metalplant.bmc.command.CommandResult;
import metalplant.bmc.command.Orders;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.bmc.redfish.PinFile;
import metalplant.bmc.redfish.RedfishDrivers;
import metalplant.bmc.report.Inventory;
import metalplant.bmc.report.InventoryConfig;
import metalplant.bmc.report.LeaseFile;
import metalplant.bmc.vendor.Vendors;
import metalplant.bootstrap.process.ServicePages;
import metalplant.bus.NsqBus;
import metalplant.bus.NsqConfig;
import metalplant.cli.api.PlantApi;
import metalplant.core.bus.Subscription;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** Commands from the bus and reports to the plant, until closed. */
public final class BmcService implements AutoCloseable {
    /** Of one question to a controller. Controllers are slow. */
    private static final Duration ANSWERS = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(BmcService.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FOLLOWS = Duration.ofSeconds(20);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final RedfishDrivers redfish;
    private final NsqBus bus;
    private final PlantApi api;
    private final Orders orders;
    private final Subscription commands;
    private final Inventory inventory;
    private final Thread rounds;
    private final ServicePages pages;
    private final BmcConfig config;

    private BmcService(BmcConfig config, NsqConfig nsq, PlantApi api, World world) {
        this.config = config;
        this.api = api;
        this.bus = new NsqBus(nsq, world);
        this.redfish = new RedfishDrivers(
                config.redfishScheme(), config.redfishPort(), ANSWERS, new PinFile(config.pins()), Vendors.known());
        var drivers = new FoundDrivers(redfish, new Ipmitool(config.ipmitool(), ANSWERS));
        var sink = new PlantSink(api, config.partition());
        this.orders =
                new Orders(named -> drivers.of(withLogin(named, config.inventory())), sink, world, FOLLOWS, executor);
        this.inventory =
                new Inventory(new LeaseFile(config.leases()), drivers, sink, config.inventory(), world, executor);
        this.rounds = Thread.ofVirtual().name("inventory").unstarted(inventory::run);
        this.pages = ServicePages.start(config.pages(), this::status, this::metrics);
        this.commands = bus.subscribe(config.partition() + "-machine", Orders.CHANNEL, orders);
    }

    /** The plant knows no user of a machine that only ever was reported; then the one that may ask them all is taken. */
    private static Controller withLogin(Controller named, InventoryConfig common) {
        if (!named.user().isEmpty()) {
            return named;
        }
        if (common.user().isEmpty()) {
            throw Problem.of(
                    ProblemCode.BMC_REFUSED,
                    "the plant knows no user of the management controller %s".formatted(named.host()));
        }
        return new Controller(named.host(), named.ipmiPort(), common.user(), common.password());
    }

    /** @param api with a key of type {@link PlantSink#KEY}; closed with this */
    public static BmcService start(BmcConfig config, NsqConfig nsq, PlantApi api, World world) {
        var service = new BmcService(config, nsq, api, world);
        if (config.inventory().user().isEmpty()) {
            LOG.log(WARNING, "controllers are not looked at: there is no user who may ask all of them");
        } else {
            service.rounds.start();
        }
        return service;
    }

    /** Of the pages for health, status and metrics. */
    public int pagesPort() {
        return pages.port();
    }

    private String status() {
        var round = inventory.count();
        var now = orders.count();
        var status = JSON.createObjectNode()
                .put("partition", config.partition())
                .put("leases", config.leases().toString())
                .put("user", config.inventory().user())
                .put("controllers_asked", round.asked())
                .put("controllers_reported", round.reported())
                .put("last_round", round.rounds() == 0 ? "" : round.at().toString())
                .put("commands_running", now.running())
                .put("results_waiting", now.resultsWaiting());
        var ended = status.putObject("commands_ended");
        now.ended().forEach((state, count) -> ended.put(word(state), count));
        return status.toString();
    }

    private String metrics() {
        var round = inventory.count();
        var now = orders.count();
        var ended = new TreeMap<String, Long>();
        now.ended().forEach((state, count) -> ended.put(word(state), count));
        return metric("plant_bmc_commands_total", "counter", "state", ended)
                + metric("plant_bmc_commands_running", "gauge", now.running())
                + metric("plant_bmc_commands_waiting", "gauge", now.waiting())
                + metric("plant_bmc_commands_no_room_total", "counter", now.noRoom())
                + metric("plant_bmc_messages_left_out_total", "counter", now.leftOut())
                + metric("plant_bmc_results_waiting", "gauge", now.resultsWaiting())
                + metric("plant_bmc_results_forgotten_total", "counter", now.resultsForgotten())
                + metric("plant_bmc_rounds_total", "counter", round.rounds())
                + metric("plant_bmc_rounds_failed_total", "counter", round.failedRounds())
                + metric("plant_bmc_controllers_asked", "gauge", round.asked())
                + metric("plant_bmc_controllers_reported", "gauge", round.reported())
                + metric(
                        "plant_bmc_last_round_timestamp_seconds",
                        "gauge",
                        round.at().getEpochSecond());
    }

    private static String word(CommandResult.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Takes no further command; what is being done is ended. */
    @Override
    public void close() {
        commands.close();
        rounds.interrupt();
        pages.close();
        executor.shutdownNow();
        bus.close();
        redfish.close();
        api.close();
    }
}
