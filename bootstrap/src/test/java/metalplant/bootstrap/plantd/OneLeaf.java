package metalplant.bootstrap.plantd;

/** A plant with both networks of a rack and one switch in it, as operators write them. */
final class OneLeaf {
    static final String NETWORKS = """
            networks:
              management:
                prefix: 172.16.0.0/24
              pxe:
                prefix: 172.16.4.0/22
            """;

    /** {@code switches.yaml}. */
    static final String SWITCHES = """
            hardware:
              Box:
                platform: x86_64-maker_box-r0
                ports: |
                  Ethernet0 1 Eth1 1 10000
            switches:
              leaf01:
                role: leaf
                rack: r1
                hardware: Box
                mac: 80:a2:35:00:00:01
                address: 172.16.0.11
                plant: [Ethernet0]
            """;

    private OneLeaf() {}
}
