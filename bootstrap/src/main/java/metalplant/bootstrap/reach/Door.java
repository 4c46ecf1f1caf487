package metalplant.bootstrap.reach;

/** The federation door of this plant. */
interface Door {
    /** What is wrong with it now; "" if nothing is. */
    String complaint();
}
