package metalplant.bootstrap.bmc;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metalplant.bmc.FoundDrivers;
import metalplant.bmc.command.Orders;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.bmc.redfish.PinFile;
import metalplant.bmc.redfish.RedfishDrivers;
import metalplant.bmc.report.Inventory;
import metalplant.bmc.report.InventoryConfig;
import metalplant.bmc.report.LeaseFile;
import metalplant.bmc.vendor.Vendors;
import metalplant.bus.NsqBus;
import metalplant.bus.NsqConfig;
import metalplant.cli.api.PlantApi;
import metalplant.core.bus.Subscription;
import metalplant.model.World;

/** Commands from the bus and reports to the plant, until closed. */
public final class BmcService implements AutoCloseable {
    /** Of one question to a controller. Controllers are slow. */
    private static final Duration ANSWERS = Duration.ofSeconds(10);

    private static final Duration FOLLOWS = Duration.ofSeconds(20);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final RedfishDrivers redfish;
    private final NsqBus bus;
    private final PlantApi api;
    private final Subscription commands;
    private final Thread inventory;

    private BmcService(BmcConfig config, NsqConfig nsq, PlantApi api, World world) {
        this.api = api;
        this.bus = new NsqBus(nsq, world);
        this.redfish = new RedfishDrivers(
                config.redfishScheme(), config.redfishPort(), ANSWERS, new PinFile(config.pins()), Vendors.known());
        var drivers = new FoundDrivers(redfish, new Ipmitool(config.ipmitool(), ANSWERS));
        var sink = new PlantSink(api, config.partition());
        var orders =
                new Orders(named -> drivers.of(withLogin(named, config.inventory())), sink, world, FOLLOWS, executor);
        this.commands = bus.subscribe(config.partition() + "-machine", Orders.CHANNEL, orders);
        this.inventory = Thread.ofVirtual()
                .name("inventory")
                .unstarted(() -> new Inventory(
                                new LeaseFile(config.leases()), drivers, sink, config.inventory(), world, executor)
                        .run());
    }

    /** The plant knows no user of a machine that only ever was reported; then the one that may ask them all is taken. */
    private static Controller withLogin(Controller named, InventoryConfig common) {
        return named.user().isEmpty()
                ? new Controller(named.host(), named.ipmiPort(), common.user(), common.password())
                : named;
    }

    /** @param api with a key of type Metal-Edit; closed with this */
    public static BmcService start(BmcConfig config, NsqConfig nsq, PlantApi api, World world) {
        var service = new BmcService(config, nsq, api, world);
        service.inventory.start();
        return service;
    }

    /** Takes no further command; what is being done is ended. */
    @Override
    public void close() {
        commands.close();
        inventory.interrupt();
        executor.shutdownNow();
        bus.close();
        redfish.close();
        api.close();
    }
}
