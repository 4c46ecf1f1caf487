// Program peers measures go-ipam on PostgreSQL. It is told what to do line by line, so that it can be measured in turn
// with something else: "ip|prefix TAKEN CLIENTS SECONDS" is answered with "ok OPERATIONS-PER-SECOND ERRORS" or with
// "failed REASON". An operation is one acquisition or one release. The password comes in PGPASSWORD.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/metal-stack/go-ipam"
)

const childLength = 22

// fills are the numbers taken that can be asked for; each has a prefix of its own.
var fills = map[string][]int{
	"ip":     {0, 400, 1_000, 10_000, 50_000},
	"prefix": {0, 200, 4_000, 12_000},
}

// stored is a prefix in the form in which go-ipam loads it.
type stored struct {
	Cidr, ParentCidr       string
	AvailableChildPrefixes map[string]bool
	IsParent               bool
	IPs                    map[string]bool
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: peers HOST PORT USER DATABASE")
		os.Exit(2)
	}
	storage, err := ipam.NewPostgresStorage(os.Args[1], os.Args[2], os.Args[3], os.Getenv("PGPASSWORD"), os.Args[4], ipam.SSLModeDisable)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	peer := ipam.NewWithStorage(storage)
	if err := fill(peer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		rate, errors, err := obey(peer, orders.Text())
		if err != nil {
			fmt.Printf("failed %v\n", err)
			continue
		}
		fmt.Printf("ok %.3f %d\n", rate, errors)
	}
}

// obey measures what it is told to.
func obey(peer ipam.Ipamer, order string) (float64, int64, error) {
	var kind string
	var taken, clients int
	var seconds float64
	if _, err := fmt.Sscanf(order, "%s %d %d %f", &kind, &taken, &clients, &seconds); err != nil {
		return 0, 0, fmt.Errorf("order %q: %w", order, err)
	}
	index := slices.Index(fills[kind], taken)
	if index < 0 {
		return 0, 0, fmt.Errorf("no prefix %q has %d taken", kind, taken)
	}
	parent := cidr(kind, index)
	rate, errors := crowd(clients, time.Duration(seconds*float64(time.Second)), func() (int64, error) {
		return cycle(context.Background(), peer, kind, parent)
	})
	return rate, errors, nil
}

// cidr is a /14 for addresses and a /8 for child prefixes.
func cidr(kind string, index int) string {
	if kind == "ip" {
		return fmt.Sprintf("10.%d.0.0/14", 4*index)
	}
	return fmt.Sprintf("%d.0.0.0/8", 11+index)
}

// cycle acquires and releases; it answers how many of the two succeeded.
func cycle(ctx context.Context, peer ipam.Ipamer, kind, parent string) (int64, error) {
	if kind == "ip" {
		address, err := peer.AcquireIP(ctx, parent)
		if err != nil {
			return 0, err
		}
		if err := peer.ReleaseIPFromPrefix(ctx, parent, address.IP.String()); err != nil {
			return 1, err
		}
		return 2, nil
	}
	child, err := peer.AcquireChildPrefix(ctx, parent, childLength)
	if err != nil {
		return 0, err
	}
	if err := peer.ReleaseChildPrefix(ctx, child); err != nil {
		return 1, err
	}
	return 2, nil
}

// fill loads the state that so many acquisitions leave, because making them one by one would take hours. The
// database is empty.
func fill(peer ipam.Ipamer) error {
	var all []stored
	for kind, list := range fills {
		for index, taken := range list {
			all = append(all, prefix(kind, cidr(kind, index), taken))
		}
	}
	dump, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return peer.Load(context.Background(), string(dump))
}

func prefix(kind, cidr string, taken int) stored {
	made := stored{Cidr: cidr, AvailableChildPrefixes: map[string]bool{}, IPs: map[string]bool{}, IsParent: kind != "ip" && taken > 0}
	address := netip.MustParsePrefix(cidr).Addr()
	if kind == "ip" {
		for range taken + 1 {
			made.IPs[address.String()] = true
			address = address.Next()
		}
		return made
	}
	for i := range taken {
		low := i << (32 - childLength)
		child := netip.AddrFrom4([4]byte{address.As4()[0], byte(low >> 16), byte(low >> 8), byte(low)})
		made.AvailableChildPrefixes[netip.PrefixFrom(child, childLength).String()] = false
	}
	return made
}

// crowd runs the work over and over with so many clients, for a time.
func crowd(clients int, length time.Duration, work func() (int64, error)) (float64, int64) {
	var done, errors atomic.Int64
	var all sync.WaitGroup
	start := time.Now()
	for range clients {
		all.Go(func() {
			for time.Since(start) < length {
				succeeded, err := work()
				done.Add(succeeded)
				if err != nil {
					errors.Add(1)
					fmt.Fprintln(os.Stderr, err)
				}
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), errors.Load()
}
