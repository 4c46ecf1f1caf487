package wan

import (
	"encoding/binary"
	"math/rand/v2"
	"time"
)

// Line is what one direction between two places does to packets; the zero value takes them across at once, all of them.
type Line struct {
	// Delay is that of each packet; Jitter comes on top, any amount up to it, and leaves the order as it is.
	Delay, Jitter time.Duration
	// Shares of packets, from 0 to 1. Who is reordered arrives behind those sent up to Late afterwards.
	Loss, Duplicate, Reorder float64
	// Down takes nothing across, and says so to nobody.
	Down bool
	// Answers takes across what belongs to a tunnel that is up, and no packet that begins a handshake of WireGuard.
	Answers bool
	// MTU is the most bytes of an IP packet that get across; a longer one vanishes without a word. 0 is any.
	MTU int
	// Rate is in bits per second; who would wait longer than waitMax for its turn is dropped. 0 is any.
	Rate int64
}

const (
	// Late is by how much a reordered packet comes late.
	Late    = 30 * time.Millisecond
	waitMax = time.Second
)

// Traffic is what went into a direction and what came out of it, in packets and bytes of IP.
type Traffic struct{ Sent, SentBytes, Arrived, ArrivedBytes int64 }

// direction is a line with what it remembers. It reads no clock: the same seed and the same packets give the same fates.
type direction struct {
	line    Line
	chance  *rand.Rand
	traffic Traffic
	// busy is until when the line sends what was there before; last is when the packet in front arrives.
	busy, last time.Time
}

func newDirection(seed, number uint64) *direction {
	return &direction{chance: rand.New(rand.NewPCG(seed, number))}
}

// begins says whether a packet of IPv4 is the first one of a handshake of WireGuard: UDP with 148 bytes that begin in 1, 0, 0, 0.
func begins(packet []byte) bool {
	header := int(packet[0]&15) * 4
	return packet[9] == 17 && len(packet) == header+8+148 && binary.LittleEndian.Uint32(packet[header+8:]) == 1
}

// fate says when a packet arrives: never, once, or twice.
func (d *direction) fate(packet []byte, now time.Time) []time.Time {
	size := len(packet)
	d.traffic.Sent++
	d.traffic.SentBytes += int64(size)
	// All draws are made for each packet, so that a fault that is switched on shifts nothing else.
	lost, twice, late, jitter := d.chance.Float64(), d.chance.Float64(), d.chance.Float64(), d.chance.Float64()
	if d.line.Down || lost < d.line.Loss || (d.line.MTU > 0 && size > d.line.MTU) || (d.line.Answers && begins(packet)) {
		return nil
	}
	sent := now
	if d.line.Rate > 0 {
		if d.busy.After(now) {
			sent = d.busy
		}
		if sent.Sub(now) > waitMax {
			return nil
		}
		sent = sent.Add(time.Duration(int64(size) * 8 * int64(time.Second) / d.line.Rate))
		d.busy = sent
	}
	arrives := sent.Add(d.line.Delay + time.Duration(jitter*float64(d.line.Jitter)))
	if arrives.Before(d.last) {
		arrives = d.last
	}
	if late < d.line.Reorder {
		arrives = arrives.Add(Late)
	} else {
		d.last = arrives
	}
	if twice < d.line.Duplicate {
		return []time.Time{arrives, arrives}
	}
	return []time.Time{arrives}
}

// changed takes another line from now on; what is under way arrives as it would have.
func (d *direction) changed(line Line) {
	if line.Delay+line.Jitter < d.line.Delay {
		// Nobody has to queue behind a packet of the slower line for longer than it takes itself.
		d.last = time.Time{}
	}
	d.line, d.busy = line, time.Time{}
}
