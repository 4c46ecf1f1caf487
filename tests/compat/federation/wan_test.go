package federation

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// wan is a network between plants that have a namespace each: the world as they see it. As on real lines, nothing but
// what a plant opens to it comes in. It needs root; without it, or without the tools, the plants share the machine's loopback.
type wan struct {
	name       string
	namespaces []string
}

// wanPrefix begins every name; the number of the process follows, so that the next run knows what a killed one left.
const wanPrefix = "mpfed"

// openWan gives nil and why, where there can be none.
func openWan() (*wan, error) {
	if os.Geteuid() != 0 {
		return nil, errors.New("not root")
	}
	for _, program := range []string{"ip", "wg", "nft", "ping"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, err
		}
	}
	removeLeftovers()
	w := &wan{name: fmt.Sprintf("%s%d", wanPrefix, os.Getpid())}
	if err := w.add(w.bridge()); err != nil {
		return nil, err
	}
	if err := runIP("-n", w.bridge(), "link", "add", "br0", "type", "bridge", "forward_delay", "0"); err != nil {
		w.close()
		return nil, err
	}
	if err := runIP("-n", w.bridge(), "link", "set", "br0", "up"); err != nil {
		w.close()
		return nil, err
	}
	dialIntoNamespaces()
	return w, nil
}

func (w *wan) bridge() string { return w.name + "w" }

func (w *wan) add(namespace string) error {
	if err := runIP("netns", "add", namespace); err != nil {
		return err
	}
	w.namespaces = append(w.namespaces, namespace)
	return nil
}

// place is where one plant lives.
type place struct{ namespace, address string }

// join makes a namespace with a line to all others.
func (w *wan) join() (*place, error) {
	number := len(w.namespaces)
	p := &place{fmt.Sprintf("%sp%d", w.name, number), fmt.Sprintf("10.78.0.%d", number)}
	if err := w.add(p.namespace); err != nil {
		return nil, err
	}
	line := fmt.Sprintf("v%d", number)
	for _, step := range [][]string{
		{"-n", w.bridge(), "link", "add", line, "type", "veth", "peer", "name", "wan", "netns", p.namespace},
		{"-n", w.bridge(), "link", "set", line, "master", "br0", "up"},
		{"-n", p.namespace, "addr", "add", p.address + "/24", "dev", "wan"},
		{"-n", p.namespace, "link", "set", "wan", "up"},
	} {
		if err := runIP(step...); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (w *wan) close() {
	for _, namespace := range w.namespaces {
		removeNamespace(namespace)
	}
}

// removeNamespace removes it with the processes in it, which would keep it alive without its name.
func removeNamespace(namespace string) {
	pids, _ := exec.Command("ip", "netns", "pids", namespace).Output()
	for _, line := range strings.Fields(string(pids)) {
		if pid, err := strconv.Atoi(line); err == nil && pid > 1 && pid != os.Getpid() {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	for _, tunnel := range tunnelsIn(namespace) {
		_ = os.Remove(filepath.Join("/var/run/wireguard", tunnel+".sock"))
	}
	if err := runIP("netns", "del", namespace); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// removeLeftovers removes what runs left that no longer live.
func removeLeftovers() {
	found, _ := filepath.Glob("/run/netns/" + wanPrefix + "*")
	for _, path := range found {
		namespace := filepath.Base(path)
		pid := strings.TrimPrefix(namespace, wanPrefix)
		if end := strings.IndexAny(pid, "wp"); end > 0 {
			pid = pid[:end]
		}
		number, err := strconv.Atoi(pid)
		if err == nil && errors.Is(syscall.Kill(number, 0), syscall.ESRCH) {
			removeNamespace(namespace)
		}
	}
}

func runIP(words ...string) error {
	if printed, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(words, " "), err, printed)
	}
	return nil
}

// tunnelsIn names the interfaces of WireGuard in a namespace, each with its number.
func tunnelsIn(namespace string) map[string]string {
	printed, _ := exec.Command("ip", "-n", namespace, "-o", "link").Output()
	found := map[string]string{}
	for _, line := range strings.Split(string(printed), "\n") {
		number, rest, _ := strings.Cut(line, ": ")
		if name, _, _ := strings.Cut(rest, ":"); strings.HasPrefix(name, "pmesh") {
			found[number] = name
		}
	}
	return found
}

// within runs work on a thread that is in the namespace; sockets made there stay there.
func within(namespace string, work func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		// Without a matching unlock: the thread ends with this goroutine and is never used outside.
		inside, err := os.Open("/run/netns/" + namespace)
		if err != nil {
			done <- err
			return
		}
		defer inside.Close()
		if err := unix.Setns(int(inside.Fd()), unix.CLONE_NEWNET); err != nil {
			done <- fmt.Errorf("entering %s: %w", namespace, err)
			return
		}
		done <- work()
	}()
	return <-done
}

// dialIn connects from inside a namespace.
func dialIn(ctx context.Context, namespace, address string) (net.Conn, error) {
	var connection net.Conn
	err := within(namespace, func() (err error) {
		connection, err = (&net.Dialer{}).DialContext(ctx, "tcp", address)
		return err
	})
	return connection, err
}

// apis are the namespaces of plants by the address of their API, which is a loopback address in each of them.
var apis sync.Map

// dialIntoNamespaces lets the clients of the plants, which know nothing of namespaces, reach them.
func dialIntoNamespaces() {
	transport := http.DefaultTransport.(*http.Transport)
	outside := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if namespace, known := apis.Load(address); known {
			return dialIn(ctx, namespace.(string), address)
		}
		return outside(ctx, network, address)
	}
}
