package metalplant.console.peer;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.AbstractUserAuthFactory;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;

/**
 * SSH without a login of its own. metal-console, and every client that has nothing to show, asks for the method "none", which the SSH library
 * refuses whatever it is told; here it is taken for one of ours, which TLS has answered before.
 */
final class ProvenByTls extends AbstractUserAuthFactory {
    private static final String NAME = "tls@metal-plant";
    private static final String NONE = "none";

    ProvenByTls() {
        super(NAME);
    }

    @Override
    public UserAuth createUserAuth(ServerSession session) {
        return new AbstractUserAuth(NAME) {
            @Override
            protected Boolean doAuth(Buffer buffer, boolean init) {
                return true;
            }
        };
    }

    /** In the place of the library's own. */
    static final class Logins extends ServerUserAuthServiceFactory {
        @Override
        public Service create(Session session) throws IOException {
            return new ServerUserAuthService(session) {
                @Override
                protected boolean handleUserAuthRequestMessage(
                        ServerSession of, Buffer buffer, AtomicReference<Boolean> authenticated) throws Exception {
                    return super.handleUserAuthRequestMessage(of, renamed(buffer), authenticated);
                }
            };
        }
    }

    private static Buffer renamed(Buffer buffer) {
        int begin = buffer.rpos();
        var user = buffer.getString();
        var service = buffer.getString();
        var method = buffer.getString();
        if (!method.equals(NONE)) {
            buffer.rpos(begin);
            return buffer;
        }
        var ours = new ByteArrayBuffer();
        ours.putString(user);
        ours.putString(service);
        ours.putString(NAME);
        return ours;
    }
}
