package fabric

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// node is a router, a machine or somebody outside: a network namespace that a process holds, which ends with this one. A router has mounts of its own besides,
// so that FRR's files and the namespaces that are its VRFs are nobody else's.
type node struct {
	name   string
	router bool
	anchor *exec.Cmd
	input  io.Closer
	// stopped is whether a story has ended its routing.
	stopped bool
}

// mounts makes a root of its own for a router out of the Debian tree with FRR in it.
const mounts = `
set -e
tree=$1
if [ "$tree" != / ]; then
    mount --bind "$tree" "$tree"
    mount -t proc proc "$tree/proc"
    mount --rbind /dev "$tree/dev"
fi
for folder in run tmp var/tmp var/lib/frr var/log etc/frr; do mount -t tmpfs tmpfs "${tree%/}/$folder"; done
# It shows the devices of the namespace in which it is mounted.
mount -t sysfs sys "${tree%/}/sys"
exec chroot "$tree" /bin/sh -c '
    set -e
    mkdir -p /run/frr /run/netns /var/tmp/frr
    : >/etc/frr/vtysh.conf
    chown -R frr:frr /run/frr /var/tmp/frr /var/lib/frr /var/log /etc/frr
    ip link set lo up
    for set in net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.forwarding=1 net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
        net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.fib_multipath_hash_policy=1 net.ipv4.conf.all.ignore_routes_with_linkdown=1 \
        net.ipv4.conf.default.ignore_routes_with_linkdown=1; do
        file=/proc/sys/$(echo "$set" | cut -d = -f 1 | tr . /)
        [ ! -e "$file" ] || echo "${set#*=}" >"$file"
    done
    echo ready
    cat >/dev/null
    for file in /run/frr/*.pid; do [ ! -e "$file" ] || kill -9 "$(cat "$file")"; done'
`

const machineSetup = `
set -e
ip link set lo up
echo 1 >/proc/sys/net/ipv4/conf/all/ignore_routes_with_linkdown
echo 1 >/proc/sys/net/ipv4/conf/default/ignore_routes_with_linkdown
echo 1 >/proc/sys/net/ipv4/fib_multipath_hash_policy
echo 1 >/proc/sys/net/ipv4/ip_forward
for conf in all default; do
    echo 0 >/proc/sys/net/ipv6/conf/$conf/accept_dad
    echo 0 >/proc/sys/net/ipv6/conf/$conf/accept_ra
done
echo ready
exec cat >/dev/null
`

func startNode(name string, router bool, tree string) (*node, error) {
	words := []string{"-n", "sh", "-c", machineSetup}
	if router {
		words = []string{"-m", "-n", "--propagation", "private", "sh", "-c", mounts, "sh", tree}
	}
	n := &node{name: name, router: router, anchor: exec.Command("unshare", words...)}
	n.anchor.Stderr = os.Stderr
	out, err := n.anchor.StdoutPipe()
	if err == nil {
		n.input, err = n.anchor.StdinPipe()
	}
	if err == nil {
		err = n.anchor.Start()
	}
	if err != nil {
		return nil, err
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		n.end()
		return nil, fmt.Errorf("%s did not get ready: %q %w", name, line, err)
	}
	return n, nil
}

func (n *node) pid() int { return n.anchor.Process.Pid }

// call runs a command in there.
func (n *node) call(within time.Duration, words ...string) (string, error) {
	enter := []string{"-t", fmt.Sprint(n.pid()), "-n"}
	if n.router {
		enter = append(enter, "-m", "--root", "--wd")
	}
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	command := exec.CommandContext(ctx, "nsenter", append(append(enter, "--"), words...)...)
	command.WaitDelay = 2 * time.Second
	var errors strings.Builder
	command.Stderr = &errors
	printed, err := command.Output()
	if err != nil {
		return string(printed), fmt.Errorf("%s: %v: %w: %s%s", n.name, words, err, printed, errors.String())
	}
	return string(printed), nil
}

// shell runs a script in there.
func (n *node) shell(script string) error {
	_, err := n.call(2*time.Minute, "sh", "-ec", script)
	return err
}

// vtysh gives what FRR answers.
func (n *node) vtysh(commands ...string) (string, error) {
	words := []string{"vtysh"}
	for _, each := range commands {
		words = append(words, "-c", each)
	}
	return n.call(time.Minute, words...)
}

// daemons starts FRR.
func (n *node) daemons(kernelVRFs, bfd bool) error {
	backend := ""
	if !kernelVRFs {
		backend = " -w"
	}
	wanted := []string{"mgmtd", "zebra", "bgpd"}
	if bfd {
		wanted = []string{"mgmtd", "zebra", "bfdd", "bgpd"}
	}
	script := "exec >/tmp/started 2>&1\n"
	for _, each := range wanted {
		script += fmt.Sprintf("/usr/lib/frr/%s -d -P 0 --log file:/var/log/%s.log%s\n", each, each, backend)
	}
	return n.shell(script)
}

// dead are the daemons of FRR that ended by themselves.
func (n *node) dead() (all []string) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/root/run/frr/*.pid", n.pid()))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if pid, _ := strconv.Atoi(strings.TrimSpace(string(text))); err != nil || pid < 2 || syscall.Kill(pid, 0) != nil {
			all = append(all, strings.TrimSuffix(filepath.Base(file), ".pid"))
		}
	}
	return all
}

// tell lets FRR read a configuration, as vtysh does at its start.
func (n *node) tell(config string) error {
	file := "/tmp/told.conf"
	if err := n.write(file, config); err != nil {
		return err
	}
	printed, err := n.call(2*time.Minute, "vtysh", "-f", file)
	if err == nil && strings.Contains(printed, "% ") {
		err = fmt.Errorf("%s: FRR says: %s", n.name, printed)
	}
	return err
}

func (n *node) write(file, content string) error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/root%s", n.pid(), file), []byte(content), 0o644)
}

func (n *node) read(file string) string {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/root%s", n.pid(), file))
	if err != nil {
		return err.Error()
	}
	return string(content)
}

// inside does something in the network namespace of the node; sockets that it makes stay there.
func (n *node) inside(work func() error) error {
	done := make(chan error, 1)
	go func() {
		// Without a matching unlock: the thread ends with this goroutine and is never used outside.
		runtime.LockOSThread()
		inside, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", n.pid()))
		if err != nil {
			done <- err
			return
		}
		defer inside.Close()
		if err := unix.Setns(int(inside.Fd()), unix.CLONE_NEWNET); err != nil {
			done <- err
			return
		}
		done <- work()
	}()
	return <-done
}

// dial connects from in there, with packets that a neighbour believes to be of one that is one cable away.
func (n *node) dial(ctx context.Context, address string) (connection net.Conn, err error) {
	dialer := net.Dialer{Control: func(network, _ string, raw syscall.RawConn) error {
		level, option := unix.IPPROTO_IP, unix.IP_TTL
		if network == "tcp6" {
			level, option = unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS
		}
		var failed error
		err := raw.Control(func(fd uintptr) { failed = unix.SetsockoptInt(int(fd), level, option, 255) })
		return errors.Join(err, failed)
	}}
	err = n.inside(func() error {
		connection, err = dialer.DialContext(ctx, "tcp", address)
		return err
	})
	return connection, err
}

// advertise tells whoever is at the other end of a card that a router is here, as a machine's own routing does.
func (n *node) advertise(ctx context.Context, card int) {
	var socket int
	err := n.inside(func() (err error) {
		socket, err = unix.Socket(unix.AF_INET6, unix.SOCK_RAW, unix.IPPROTO_ICMPV6)
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, n.name, "cannot advertise:", err)
		return
	}
	defer unix.Close(socket)
	if err := unix.SetsockoptInt(socket, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS, 255); err != nil {
		fmt.Fprintln(os.Stderr, n.name, "cannot advertise:", err)
		return
	}
	// Type 134; hop limit 64; good for half a minute; the kernel writes the checksum.
	text := []byte{134, 0, 0, 0, 64, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0}
	everybody := &unix.SockaddrInet6{ZoneId: uint32(card), Addr: [16]byte{0: 0xff, 1: 2, 15: 1}}
	for ctx.Err() == nil {
		// A card that is down takes none; the next one goes when it is up.
		_ = unix.Sendto(socket, text, 0, everybody)
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
}

// end stops all that runs in there; whoever sees the network namespace last takes it away.
func (n *node) end() {
	_ = n.input.Close()
	late := time.AfterFunc(10*time.Second, func() { _ = n.anchor.Process.Kill() })
	_ = n.anchor.Wait()
	late.Stop()
}

// stopRouting ends the daemons of FRR.
func (n *node) stopRouting(signal syscall.Signal) error {
	n.stopped = true
	var all []error
	for _, each := range []string{"bgpd", "bfdd", "zebra", "mgmtd"} {
		var pid int
		if _, err := fmt.Sscan(n.read("/run/frr/"+each+".pid"), &pid); err != nil || pid < 2 {
			continue
		}
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}
