package metalplant.server.http;

import java.util.List;

/** The operations of one feature. */
public interface Feature {
    List<Operation> operations();
}
