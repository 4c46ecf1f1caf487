package image

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

const (
	joining = 20 * time.Minute
	// The second one has its own networks in every place: prefixes of two plants may not overlap.
	plans = `region: eu
zone: eu-north
partition: %s
networks:
  uplink:
    mode: static
    address: 192.0.2.%d/24
  pxe:
    vlan: %d
    prefix: 172.16.%d.0/24
prefixes:
  tenant-super: [10.%d.0.0/16]
  underlay: [10.%d.0.0/16]
`
)

// side is one of the two plants.
type side struct {
	name string
	m    *machine
}

// union is what plantctl federation status says, as far as it is looked at.
type union struct {
	Phase   string
	Members []struct {
		Label, Status string
		Self, Voter   bool
		Tunnel        *struct {
			Up                   bool
			LastHandshakeSeconds *int
		}
	}
	Joins []struct {
		JoinID, State, Fingerprint, Why string
		CheckWords                      []string
		Plan                            *struct{ Hash string }
	}
}

// pair flashes two machines, connects them by one wire and nothing else, and lets them join.
func pair(l *lab) error {
	wire, err := freePort()
	if err != nil {
		return err
	}
	var sides []*side
	for i, name := range []string{"pair-a", "pair-b"} {
		number := i + 1
		disk, err := l.prepared(name, fmt.Sprintf(plans, name, number, 4000+number, 4*number, 130+number, 1+number))
		if err != nil {
			return err
		}
		defer os.Remove(disk)
		defer os.Remove(disk + ".disk.qcow2")
		end := fmt.Sprintf("socket,id=wire,%s=127.0.0.1:%d", []string{"listen", "connect"}[i], wire)
		one := *l
		one.image = disk
		m, err := one.beside(name, append(whole(), "--fresh", "--no-network"), "-netdev", end,
			"-device", fmt.Sprintf("virtio-net-pci,netdev=wire,mac=52:54:00:00:00:%02x", number))
		if err != nil {
			return err
		}
		defer m.cut()
		sides = append(sides, &side{name, m})
		if _, err := m.await(`Linux version`, waiting); err != nil {
			return err
		}
	}
	for _, one := range sides {
		if err := l.awaitReady(one.m, one.name+": "); err != nil {
			return err
		}
		status, err := l.plant(one.m, "")
		if err != nil {
			return err
		}
		if status.Partition != one.name {
			return fmt.Errorf("plant.yaml names %s, and the plant is %s", one.name, status.Partition)
		}
	}
	if err := l.memory(sides[0].m); err != nil {
		return err
	}
	if err := l.join(sides[0], sides[1]); err != nil {
		return err
	}
	for _, one := range sides {
		if err := l.inKernel(one); err != nil {
			return err
		}
	}
	for _, one := range sides {
		if err := one.m.off(10 * time.Minute); err != nil {
			return err
		}
	}
	return nil
}

// join is the ceremony as two operators who know each other's fingerprint type it.
func (l *lab) join(inviter, joiner *side) error {
	begun := time.Now()
	var invited struct{ JoinID, Code, Address, Fingerprint string }
	if err := plantctl(inviter.m, "federation invite --no-wait", &invited); err != nil {
		return err
	}
	// It ends when both have accepted, so it does not hold the shell.
	if _, err := joiner.m.sh(fmt.Sprintf("systemd-run --quiet --unit lab-join plantctl join-federation %s@%s --fingerprint %s",
		invited.Code, invited.Address, invited.Fingerprint), asking); err != nil {
		return err
	}
	fingerprint := ""
	if err := until(joining, func() (bool, string) {
		var now union
		if err := plantctl(inviter.m, "federation status", &now); err != nil {
			return false, err.Error()
		}
		for _, one := range now.Joins {
			if one.JoinID == invited.JoinID && one.Plan != nil {
				fingerprint = one.Fingerprint
			}
		}
		return fingerprint != "", fmt.Sprintf("%+v", now.Joins)
	}); err != nil {
		log, _ := joiner.m.sh("journalctl -u lab-join --no-pager -n 20", asking)
		return fmt.Errorf("the inviting plant sees no plan: %w\n%s", err, log)
	}
	l.figure("met, and a plan on both sides", "%.0f s", time.Since(begun).Seconds())
	if _, err := inviter.m.sh("plantctl federation accept "+invited.JoinID+" --fingerprint "+fingerprint, asking); err != nil {
		return err
	}
	for _, one := range []*side{inviter, joiner} {
		if err := until(joining, func() (bool, string) {
			var now union
			if err := plantctl(one.m, "federation status", &now); err != nil {
				return false, err.Error()
			}
			members := 0
			for _, each := range now.Members {
				if each.Status == "member" && each.Voter && (each.Self || each.Tunnel != nil && each.Tunnel.Up) {
					members++
				}
			}
			return members == 2, fmt.Sprintf("%+v", now)
		}); err != nil {
			return fmt.Errorf("%s: two members that vote, with a tunnel: %w", one.name, err)
		}
	}
	l.figure("one federation, seen by both", "%.0f s", time.Since(begun).Seconds())
	return nil
}

// inKernel looks that the tunnel is the kernel's, that a packet comes back through it, and that nothing but the tunnel's port was used.
func (l *lab) inKernel(one *side) error {
	facts, err := one.m.sh("ip -d -o link show type wireguard | wc -l; wg show all latest-handshakes | awk '$3 > 0' | wc -l; pgrep wireguard-go | wc -l", asking)
	if err != nil {
		return err
	}
	if strings.Join(strings.Fields(facts), " ") != "1 1 0" {
		return fmt.Errorf("%s: interfaces of the kernel's WireGuard, handshakes, processes of another one: %s", one.name, facts)
	}
	counted, err := one.m.sh("wg show all transfer | awk '{print $3\" bytes in, \"$4\" out\"}'", asking)
	if err != nil {
		return err
	}
	l.figure(one.name+": the kernel's tunnel", "%s", counted)
	return nil
}

// plantctl runs it in the machine and reads its JSON.
func plantctl(m *machine, command string, into any) error {
	text, err := m.sh("plantctl "+command+" -o json 2>/run/lab-said || { cat /run/lab-said; false; }", 10*time.Minute)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("plantctl %s said %q: %w", command, text, err)
	}
	return nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
