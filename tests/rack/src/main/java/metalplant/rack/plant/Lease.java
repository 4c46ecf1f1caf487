package metalplant.rack.plant;

/**
 * What one installer is let in with.
 *
 * @param id the plant's name for it
 * @param pem its certificate, key and the authority to trust
 * @param hmac key of type Metal-View, good for its own machine document
 */
record Lease(String id, Pem pem, String hmac) {
    @Override
    public String toString() {
        return "Lease[" + id + "]";
    }
}
