package metalplant.bmc.driver;

/**
 * One management controller and who may speak to it.
 *
 * @param host name or address, without port; an IPv6 address without brackets
 * @param ipmiPort UDP, usually 623
 * @param password secret
 */
public record Controller(String host, int ipmiPort, String user, String password) {
    /** Without the password, for logs. */
    @Override
    public String toString() {
        return "Controller[" + host + "]";
    }
}
