package containers

import (
	"context"
	"net"
	"time"
)

// lookUp asks the server on a port of this machine.
func lookUp(port, name string) (string, error) {
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, network, "127.0.0.1:"+port)
	}}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	found, err := resolver.LookupHost(ctx, name)
	if err != nil {
		return "", err
	}
	return found[0], nil
}
