package wan

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

const (
	// inside is the network behind every NAT: all of them have the same, as at home.
	inside = "192.168.77."
	// natForgets is after how many seconds of silence a NAT has forgotten who spoke; short, so that nobody has to wait for it.
	natForgets = "30"
)

// natRules let out whoever is inside, under the address of the NAT, and in only what answers.
const natRules = `table ip lab {
	chain out {
		type nat hook postrouting priority srcnat; policy accept;
		oifname "` + Device + `" masquerade
	}
	chain across {
		type filter hook forward priority 0; policy drop;
		iifname "lan" accept
		ct state established,related accept
	}
}
`

// JoinBehindNat makes a place that the others know by the address of a NAT, which lets in nothing but answers. Its own address
// reaches nobody. What cuts and counts the lines of a place does it on the outer side.
func (w *World) JoinBehindNat() (*Place, error) {
	outer, err := w.Join()
	if err != nil {
		return nil, err
	}
	p := &Place{
		Namespace: fmt.Sprintf("%s%dp%d", namePrefix, os.Getpid(), spaces.Add(1)),
		Address:   inside + "2", number: outer.number,
	}
	if err := addNamespace(p.Namespace); err != nil {
		return nil, err
	}
	w.lock.Lock()
	w.inner = append(w.inner, p)
	w.lock.Unlock()
	for _, step := range [][]string{
		{"-n", outer.Namespace, "link", "add", "lan", "type", "veth", "peer", "name", Device, "netns", p.Namespace},
		{"-n", outer.Namespace, "addr", "add", inside + "1/24", "dev", "lan"},
		{"-n", outer.Namespace, "link", "set", "lan", "up"},
		{"-n", p.Namespace, "addr", "add", p.Address + "/24", "dev", Device},
		{"-n", p.Namespace, "link", "set", Device, "up"},
		{"-n", p.Namespace, "route", "add", "default", "via", inside + "1"},
	} {
		if err := runIP(step...); err != nil {
			return nil, err
		}
	}
	rules := exec.Command("ip", "netns", "exec", outer.Namespace, "nft", "-f", "-")
	rules.Stdin = strings.NewReader(natRules)
	if printed, err := rules.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("rules of the NAT in %s: %w: %s", outer.Namespace, err, printed)
	}
	return p, Within(outer.Namespace, func() error {
		for name, value := range map[string]string{
			"ipv4/ip_forward": "1", "netfilter/nf_conntrack_udp_timeout": natForgets, "netfilter/nf_conntrack_udp_timeout_stream": natForgets,
		} {
			if err := os.WriteFile("/proc/sys/net/"+name, []byte(value), 0); err != nil {
				return err
			}
		}
		return nil
	})
}
