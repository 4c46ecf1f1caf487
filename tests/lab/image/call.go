package image

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"

	metalgo "github.com/metal-stack/metal-go"
	"github.com/metal-stack/metal-go/api/client/partition"
	"github.com/metal-stack/security"
)

// door is what a client needs that calls a plant from outside.
type door struct {
	url, key string
	http     http.Client
}

// shown are the key's file and the address that the box's own screen names.
var shown = regexp.MustCompile(`(?s)keys +(/\S+)/hmac-admin.*https://([0-9.]+)/metal/`)

// door takes key and authorities from the box, as its operator does: the file that the panel names, and plantctl.
func (l *lab) door(m *machine, status hostStatus, port int) (*door, error) {
	panel := shown.FindStringSubmatch(status.Panel)
	if panel == nil {
		return nil, fmt.Errorf("the panel names no key and no address: %s", status.Panel)
	}
	key, err := m.sh("cat "+panel[1]+"/hmac-edit", asking)
	if err != nil {
		return nil, err
	}
	bundle, err := m.sh("plantctl federation trust", asking)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(bundle)) {
		return nil, fmt.Errorf("plantctl federation trust printed no certificate: %s", bundle)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// The certificate has the box's own address; the forwarded port is another one.
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, ServerName: panel[2]}
	return &door{fmt.Sprintf("https://127.0.0.1:%d/metal", port), key, http.Client{Timeout: 2 * time.Minute, Transport: transport}}, nil
}

// client is the unmodified metal-go client. It takes the transport that is everybody's, so that one is lent to it.
func (d *door) client(key string) (metalgo.Client, error) {
	usual := http.DefaultTransport
	defer func() { http.DefaultTransport = usual }()
	http.DefaultTransport = d.http.Transport
	return metalgo.NewClient(d.url, metalgo.HMACAuth(key, "Metal-Edit"))
}

// get is a signed GET of what that client has no words for.
func (d *door) get(path string, into any) error {
	status, body, err := d.send(http.MethodGet, path, "Metal-Edit", d.key, nil)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("GET %s: %d %s", path, status, body)
	}
	return json.Unmarshal(body, into)
}

// send is one signed request, without its retries and its opinions.
func (d *door) send(method, path, role, key string, body []byte) (int, []byte, error) {
	request, err := http.NewRequest(method, d.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	auth := security.NewHMACAuth(role, []byte(key))
	auth.AddAuth(request, time.Now(), body)
	answer, err := d.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	return answer.StatusCode, text, err
}

const callPort = 18443

// call goes on with the disk of the part "ready": a client outside calls through the forwarded port, over TLS that it verifies.
func call(l *lab) error {
	m, status, err := l.second()
	if err != nil {
		return err
	}
	d, err := l.door(m, status, callPort)
	if err != nil {
		return err
	}
	if err := l.seen(d, status); err != nil {
		return err
	}
	stranger, err := d.client("not the key of this plant, but as long as one")
	if err != nil {
		return err
	}
	if _, err := stranger.Partition().ListPartitions(partition.NewListPartitionsParams(), nil); err == nil {
		return fmt.Errorf("a key that the plant never gave out was taken")
	}
	l.figure("another key", "refused")
	return nil
}

// seen asks for the partition with the client, and for its zone.
func (l *lab) seen(d *door, status hostStatus) error {
	client, err := d.client(d.key)
	if err != nil {
		return err
	}
	begun := time.Now()
	listed, err := client.Partition().ListPartitions(partition.NewListPartitionsParams(), nil)
	if err != nil {
		return fmt.Errorf("the metal-go client through the forwarded port: %w", err)
	}
	if len(listed.Payload) != 1 || listed.Payload[0].ID == nil || *listed.Payload[0].ID != status.Partition {
		return fmt.Errorf("the client sees %d partitions, and not %s alone", len(listed.Payload), status.Partition)
	}
	l.figure("metal-go lists the partition", "%s, signed, certificate verified, %.1f s", status.Partition, time.Since(begun).Seconds())
	var found struct{ ZoneID string }
	if err := d.get("/v1/partition/"+status.Partition, &found); err != nil {
		return err
	}
	var zones []struct{ ID, RegionID string }
	if err := d.get("/v1/zone", &zones); err != nil {
		return err
	}
	if found.ZoneID != status.Zone || len(zones) != 1 || zones[0].ID != status.Zone {
		return fmt.Errorf("the partition lies in zone %q and the plant has %v; the box says %q", found.ZoneID, zones, status.Zone)
	}
	l.figure("its zone", "%s in region %s", found.ZoneID, zones[0].RegionID)
	return nil
}
