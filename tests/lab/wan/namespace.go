package wan

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

// namePrefix begins every name; the number of the process follows, so that the next run knows what a killed one left.
const namePrefix = "mplab"

func addNamespace(name string) error {
	if err := runIP("netns", "add", name); err != nil {
		return err
	}
	return runIP("-n", name, "link", "set", "lo", "up")
}

// removeNamespace removes it with the processes in it, which would keep it alive without its name.
func removeNamespace(name string) {
	pids, _ := exec.Command("ip", "netns", "pids", name).Output()
	for _, line := range strings.Fields(string(pids)) {
		if pid, err := strconv.Atoi(line); err == nil && pid > 1 && pid != os.Getpid() {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	for _, tunnel := range Tunnels(name) {
		_ = os.Remove(filepath.Join("/var/run/wireguard", tunnel+".sock"))
	}
	if err := runIP("netns", "del", name); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// removeLeftovers removes what runs left that no longer live.
func removeLeftovers() {
	found, _ := filepath.Glob("/run/netns/" + namePrefix + "*")
	for _, path := range found {
		name := filepath.Base(path)
		pid, _, _ := strings.Cut(strings.TrimPrefix(name, namePrefix), "p")
		number, err := strconv.Atoi(pid)
		if err == nil && errors.Is(syscall.Kill(number, 0), syscall.ESRCH) {
			removeNamespace(name)
		}
	}
}

func runIP(words ...string) error {
	if printed, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(words, " "), err, printed)
	}
	return nil
}

// Tunnels names the interfaces of WireGuard in a namespace, each with its number.
func Tunnels(namespace string) map[string]string {
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

// Within runs work on a thread that is in the namespace; sockets made there stay there.
func Within(namespace string, work func() error) error {
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

// DialIn connects from inside a namespace.
func DialIn(ctx context.Context, namespace, address string) (net.Conn, error) {
	var connection net.Conn
	err := Within(namespace, func() (err error) {
		connection, err = (&net.Dialer{}).DialContext(ctx, "tcp", address)
		return err
	})
	return connection, err
}

// apis are the namespaces of plants by the address of their API, which is a loopback address in each of them.
var apis sync.Map

// Knows lets every HTTP client of this process reach what listens on loopback in that namespace. A port is good for one namespace.
func Knows(loopback, namespace string) {
	apis.Store(loopback, namespace)
	dialIntoNamespaces()
}

// dialIntoNamespaces lets the clients of the plants, which know nothing of namespaces, reach them.
var dialIntoNamespaces = sync.OnceFunc(func() {
	transport := http.DefaultTransport.(*http.Transport)
	outside := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if namespace, known := apis.Load(address); known {
			return DialIn(ctx, namespace.(string), address)
		}
		return outside(ctx, network, address)
	}
})
