package compat

import (
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/vpn"
	"github.com/metal-stack/metal-go/api/models"
)

var vpnStories = []story{
	{"nobody gets a key to the VPN of a project that has had no firewall", vpnRefusals},
}

func (w *world) vpnKey(project string, life time.Duration) (*models.V1VPNResponse, error) {
	answer, err := w.admin.VPN().GetVPNAuthKey(vpn.NewGetVPNAuthKeyParams().WithBody(
		&models.V1VPNRequest{Pid: ptr(project), Ephemeral: ptr(true), Reason: ptr("a test"), Expiration: int64(life)}), nil)
	if err != nil {
		return nil, err
	}
	return answer.Payload, nil
}

func vpnRefusals(t *testing.T, w *world) {
	_, err := w.vpnKey(w.project(t), time.Minute)
	if !w.hasOutside() {
		refused[*vpn.GetVPNAuthKeyDefault](t, err, 500)
		return
	}
	refused[*vpn.GetVPNAuthKeyDefault](t, err, 404)
}

// inVPN is told by the story of a firewall: only its allocation makes a user of the VPN for its project.
func inVPN(t *testing.T, w *world, f *models.V1FirewallResponse) {
	if !w.hasOutside() {
		check(t, f.Allocation.Vpn == nil, "it has a key without a VPN: %v", f.Allocation.Vpn)
		return
	}
	own := f.Allocation.Vpn
	check(t, own != nil && at(own.AuthKey) != "" && at(own.Address) == "https://vpn.example.org" && !at(own.Connected), "its key: %+v", own)
	first, second := must(w.vpnKey(at(f.Allocation.Project), 0)), must(w.vpnKey(at(f.Allocation.Project), time.Minute))
	equal(t, "address", at(first.Address), "https://vpn.example.org")
	check(t, at(first.AuthKey) != "" && at(first.AuthKey) != at(second.AuthKey) && at(first.AuthKey) != at(own.AuthKey), "keys are given twice")
	_, err := w.vpnKey(at(f.Allocation.Project), -time.Minute)
	refused[*vpn.GetVPNAuthKeyDefault](t, err, 400)
}
