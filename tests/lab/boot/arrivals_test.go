package boot

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/machine"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/report"
)

const (
	arrivals     = 100
	arrivalsMax  = 20 * time.Minute
	arrivalsPort = 2 // the first port of the leaves that nobody else hangs at
)

// crowd is many servers that get power at the same moment, each a process in a namespace of its own at the same wire.
type crowd struct {
	t         *testing.T
	processes []*exec.Cmd
	switches  []io.Closer
	mutex     sync.Mutex
	plugged   int
	failed    []string
	times     report.Sample
	last      time.Time
}

// arrive lets so many servers come at once, until each of them waits to be given away. It gives how long all of them took.
func (s *stage) arrive(t *testing.T, edit metalgo.Client, program string, count int) (*crowd, time.Duration) {
	t.Helper()
	c := &crowd{t: t}
	t.Cleanup(c.gone)
	for number := range count {
		c.plugIn(s, program, number)
	}
	c.until("plugged in", 5*time.Minute, func() int { return c.plugged }, count)
	began := time.Now()
	for _, each := range c.switches {
		kit.Must0(each.Close())
	}
	c.until("that wait", arrivalsMax, c.times.Count, count)
	took := c.last.Sub(began)
	t.Logf("%d servers arrived in %.1f s; each %s", count, took.Seconds(), c.times.String())

	found := kit.Must(edit.Machine().FindMachines(machine.NewFindMachinesParams().WithBody(
		&models.V1MachineFindRequest{PartitionID: s.plant.Status.Partition}), nil)).Payload
	waiting := 0
	for _, each := range found {
		if log := each.Events.Log; len(log) > 0 && kit.At(log[0].Event) == "Waiting" {
			waiting++
		}
	}
	kit.Equal(t, "machines that wait, as the API says", waiting, count)
	return c, took
}

// until waits for a number of servers, and fails with the first that gave up.
func (c *crowd) until(what string, within time.Duration, reached func() int, count int) {
	c.t.Helper()
	kit.Eventually(c.t, within, fmt.Sprintf("%d servers %s", count, what), func() (bool, string) {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		if len(c.failed) > 0 {
			c.t.Fatalf("%d of %d servers gave up: %s", len(c.failed), count, c.failed[0])
		}
		return reached() == count, fmt.Sprint(reached())
	})
}

// plugIn connects one more server. It has power once its input ends.
func (c *crowd) plugIn(s *stage, program string, number int) {
	c.t.Helper()
	namespace := fmt.Sprintf("%sm%d", s.namespace, number)
	s.ip("netns", "add", namespace)
	c.t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", namespace).Run() })
	wire := fmt.Sprintf("m%d", number)
	s.inside("ip", "link", "add", wire, "type", "veth", "peer", "name", "eth0",
		"address", fmt.Sprintf("52:54:00:08:%02x:%02x", number>>8, number&0xff), "netns", namespace)
	s.inside("ip", "link", "set", wire, "master", "br0", "up")
	process := exec.Command("ip", "netns", "exec", namespace, program,
		"-id", fmt.Sprintf("c1b2c3d4-e5f6-4718-892a-%012x", number+1), "-port", fmt.Sprint(arrivalsPort+number))
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Stderr = s.log
	power := kit.Must(process.StdinPipe())
	printed := kit.Must(process.StdoutPipe())
	kit.Must0(process.Start())
	c.processes = append(c.processes, process)
	c.switches = append(c.switches, power)
	go c.hear(printed)
}

func (c *crowd) hear(printed io.Reader) {
	lines := bufio.NewScanner(printed)
	for lines.Scan() {
		c.mutex.Lock()
		_, said, _ := strings.Cut(lines.Text(), "machine: ")
		var seconds float64
		if said == "PLUGGED IN" {
			c.plugged++
		} else if _, err := fmt.Sscanf(said, "ARRIVED after %f s", &seconds); err == nil {
			c.times.Add(time.Duration(seconds * float64(time.Second)))
			c.last = time.Now()
		} else if strings.HasPrefix(said, "FAILED") {
			c.failed = append(c.failed, said)
		}
		c.mutex.Unlock()
	}
}

func (c *crowd) gone() {
	for _, each := range c.processes {
		_ = syscall.Kill(-each.Process.Pid, syscall.SIGKILL)
		_ = each.Wait()
	}
}
