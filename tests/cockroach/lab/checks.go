package lab

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"metalplant.invalid/cockroach/wire"
)

// CheckVersion is what the server calls itself; a PostgreSQL is refused.
func CheckVersion(n *Node) (string, error) {
	rows, err := n.Ask("defaultdb", "SELECT version()")
	if err != nil {
		return "", err
	}
	if len(rows) != 1 || !strings.HasPrefix(rows[0][0], "CockroachDB ") {
		return "", fmt.Errorf("it calls itself %v, which is no CockroachDB", rows)
	}
	return rows[0][0], nil
}

// CheckReload renews the node's certificate while it runs: new sessions see the new one, a session that is open goes on.
func CheckReload(n *Node) error {
	before, err := n.Session("defaultdb")
	if err != nil {
		return err
	}
	defer before.Close()
	if err := n.Authority.IssueNode(); err != nil {
		return err
	}
	if err := n.Signal(syscall.SIGHUP); err != nil {
		return err
	}
	old := before.Peer.PeerCertificates[0].SerialNumber
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		after, err := n.Session("defaultdb")
		if err != nil {
			return err
		}
		serial := after.Peer.PeerCertificates[0].SerialNumber
		after.Close()
		if serial.Cmp(old) != 0 {
			_, err := before.Query("SELECT 1", 10*time.Second)
			return err
		}
	}
	return errors.New("new sessions still see the old certificate 20 s after SIGHUP")
}

// CheckDrain stops the node while a transaction is open: it is told to be not ready at once, the transaction ends well, and nothing of it is lost.
func CheckDrain(n *Node) error {
	if _, err := n.Ask("defaultdb", "CREATE TABLE IF NOT EXISTS drained (id BIGINT NOT NULL, CONSTRAINT drained_pk PRIMARY KEY (id))"); err != nil {
		return err
	}
	session, err := n.Session("defaultdb")
	if err != nil {
		return err
	}
	defer session.Close()
	id := time.Now().UnixNano()
	for _, sql := range []string{"BEGIN", fmt.Sprintf("INSERT INTO drained (id) VALUES (%d)", id)} {
		if _, err := session.Query(sql, 10*time.Second); err != nil {
			return err
		}
	}
	if err := n.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	for deadline := time.Now().Add(10 * time.Second); n.Ready(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			return errors.New("it still says that it is ready 10 s after SIGTERM")
		}
	}
	if _, err := session.Query("COMMIT", 10*time.Second); err != nil {
		return fmt.Errorf("a transaction that was open when it drained: %w", err)
	}
	if err := n.Wait(time.Minute); err != nil {
		return fmt.Errorf("a node that drains ends well, not with %w", err)
	}
	if err := n.Start(); err != nil {
		return err
	}
	rows, err := n.Ask("defaultdb", fmt.Sprintf("SELECT count(*) FROM drained WHERE id = %d", id))
	if err != nil {
		return err
	}
	if rows[0][0] != "1" {
		return errors.New("a row that was committed while it drained is lost")
	}
	return nil
}

// CheckDoors tries what has to be refused: no TLS, root without its certificate, a certificate of somebody else.
func CheckDoors(n *Node) error {
	_, err := wire.Dial(wire.Options{Address: n.SQL, User: "root", Database: "defaultdb", Limit: 10 * time.Second})
	if err == nil {
		return errors.New("a session without TLS was let in")
	}
	secure, err := n.Authority.TLS("root")
	if err != nil {
		return err
	}
	if _, err := wire.Dial(wire.Options{Address: n.SQL, User: "somebody", Database: "defaultdb", TLS: secure, Limit: 10 * time.Second}); err == nil {
		return errors.New("the certificate of root was taken for another user")
	}
	secure = secure.Clone()
	secure.Certificates = nil
	if _, err := wire.Dial(wire.Options{Address: n.SQL, User: "root", Database: "defaultdb", TLS: secure, Limit: 10 * time.Second}); err == nil {
		return errors.New("root was let in without a certificate")
	}
	return nil
}
