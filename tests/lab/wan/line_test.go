package wan

import (
	"slices"
	"testing"
	"time"
)

var start = time.Unix(1_800_000_000, 0)

// fates are those of packets that are sent a millisecond after each other; in milliseconds after the sending of the first one.
func fates(d *direction, packets, size int) (arrivals []int64) {
	for i := range packets {
		for _, at := range d.fate(packetOf(size), start.Add(time.Duration(i)*time.Millisecond)) {
			arrivals = append(arrivals, at.Sub(start).Milliseconds())
		}
	}
	return arrivals
}

func with(line Line) *direction {
	d := newDirection(42, 1)
	d.changed(line)
	return d
}

func TestALineWithoutFaultsTakesEverythingAcrossAtOnceAndInOrder(t *testing.T) {
	arrivals := fates(with(Line{}), 1_000, 1_500)
	if len(arrivals) != 1_000 || !slices.IsSorted(arrivals) || arrivals[999] != 999 {
		t.Errorf("%d arrive, the last one at %d", len(arrivals), arrivals[len(arrivals)-1])
	}
}

func TestTheSameSeedGivesTheSameFates(t *testing.T) {
	rough := Line{Delay: 20 * time.Millisecond, Jitter: 40 * time.Millisecond, Loss: 0.3, Duplicate: 0.1, Reorder: 0.1}
	one, same := fates(with(rough), 500, 100), fates(with(rough), 500, 100)
	if !slices.Equal(one, same) {
		t.Error("two runs with one seed differ")
	}
	other := newDirection(43, 1)
	other.changed(rough)
	if slices.Equal(one, fates(other, 500, 100)) {
		t.Error("another seed changes nothing")
	}
}

func TestTheSharesOfLostAndDoubledPacketsAreThoseThatWereAskedFor(t *testing.T) {
	if arrived := len(fates(with(Line{Loss: 0.3}), 10_000, 100)); arrived < 6_800 || arrived > 7_200 {
		t.Errorf("%d of 10,000 arrive at a loss of 30%%", arrived)
	}
	if arrived := len(fates(with(Line{Duplicate: 0.2}), 10_000, 100)); arrived < 11_800 || arrived > 12_200 {
		t.Errorf("%d of 10,000 arrive when every fifth is doubled", arrived)
	}
}

func TestALineThatIsDownTakesNothingAcross(t *testing.T) {
	d := with(Line{Down: true})
	if arrivals := fates(d, 100, 100); len(arrivals) != 0 || d.traffic.Sent != 100 {
		t.Errorf("%d arrive of %d", len(arrivals), d.traffic.Sent)
	}
}

func TestABlackHoleSwallowsLongPacketsOnly(t *testing.T) {
	d := with(Line{MTU: 1_280})
	if len(fates(d, 10, 1_280)) != 10 {
		t.Error("a packet that fits is lost")
	}
	if len(fates(d, 10, 1_281)) != 0 {
		t.Error("a packet that is too long gets across")
	}
}

func TestJitterLeavesTheOrderAndReorderingDoesNot(t *testing.T) {
	if !slices.IsSorted(fates(with(Line{Jitter: 50 * time.Millisecond}), 1_000, 100)) {
		t.Error("jitter changes the order")
	}
	if arrivals := fates(with(Line{Reorder: 0.1}), 1_000, 100); slices.IsSorted(arrivals) || len(arrivals) != 1_000 {
		t.Error("nobody is overtaken")
	}
}

func TestARateSendsOneAfterTheOtherAndDropsWhatWaitsTooLong(t *testing.T) {
	// 1,000 bytes take 8 ms at a megabit per second; one comes each millisecond.
	d := with(Line{Rate: 1_000_000})
	arrivals := fates(d, 100, 1_000)
	if arrivals[0] != 8 || arrivals[1] != 16 || arrivals[99] != 800 {
		t.Errorf("arrivals: %v", arrivals)
	}
	if arrived := len(fates(d, 1_000, 1_000)); arrived > 200 {
		t.Errorf("%d of 1,000 find room in a queue of a second", arrived)
	}
}

func TestAFasterLineIsNotHeldUpByPacketsOfTheSlowerOne(t *testing.T) {
	d := with(Line{Delay: time.Minute})
	_ = fates(d, 1, 100)
	d.changed(Line{})
	if arrivals := fates(d, 1, 100); arrivals[0] != 0 {
		t.Errorf("arrives after %d ms", arrivals[0])
	}
}

// packetOf is one of that size that is no handshake.
func packetOf(size int) []byte {
	packet := make([]byte, size)
	packet[0] = 0x45
	return packet
}

func TestALineForAnswersTakesNoBeginningOfAHandshakeAcross(t *testing.T) {
	d := newDirection(1, 1)
	d.changed(Line{Answers: true})
	const initiation, answer, data = 1, 2, 4
	handshake := func(kind byte, size int) []byte {
		packet := packetOf(20 + 8 + size)
		packet[9], packet[28] = 17, kind
		return packet
	}
	for _, each := range []struct {
		packet  []byte
		arrives bool
	}{{handshake(initiation, 148), false}, {handshake(answer, 92), true}, {handshake(data, 148), true}, {packetOf(176), true}} {
		if got := len(d.fate(each.packet, time.Now())) == 1; got != each.arrives {
			t.Errorf("a packet of kind %d and %d bytes arrives: %v", each.packet[28], len(each.packet), got)
		}
	}
}
