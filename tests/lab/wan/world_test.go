package wan

import (
	"context"
	"io"
	"net"
	"testing"
	"time"
)

// two are places of a new world, and a listener in the second one that sends back what it reads.
func two(t *testing.T) (*World, *Place, *Place, string) {
	t.Helper()
	if err := Absence(); err != nil {
		t.Skip(err)
	}
	w, err := Open(7)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	var places [2]*Place
	for i := range places {
		if places[i], err = w.Join(); err != nil {
			t.Fatal(err)
		}
	}
	var listener net.Listener
	if err := Within(places[1].Namespace, func() (err error) {
		listener, err = net.Listen("tcp", places[1].Address+":7")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go echo(listener)
	return w, places[0], places[1], places[1].Address + ":7"
}

func echo(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() { _, _ = io.Copy(connection, connection) }()
	}
}

// said is how long it takes until a word comes back.
func said(from *Place, address string, patience time.Duration) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	begun := time.Now()
	connection, err := DialIn(ctx, from.Namespace, address)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(patience))
	if _, err := connection.Write([]byte("a word")); err != nil {
		return 0, err
	}
	_, err = io.ReadFull(connection, make([]byte, 6))
	return time.Since(begun), err
}

func TestPlacesReachEachOtherAndWhatTheySendIsCounted(t *testing.T) {
	w, a, b, address := two(t)
	if _, err := said(a, address, 5*time.Second); err != nil {
		t.Fatal(err)
	}
	there, back := w.Traffic(a, b), w.Traffic(b, a)
	if there.SentBytes < 100 || back.SentBytes < 100 || there.Sent != there.Arrived {
		t.Errorf("counted: %+v there, %+v back", there, back)
	}
}

func TestWhoIsBehindANatReachesOthersByItsAddressAndIsReachedByNobody(t *testing.T) {
	w, a, _, address := two(t)
	behind, err := w.JoinBehindNat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := said(behind, address, 5*time.Second); err != nil {
		t.Fatal(err)
	}
	if seen := w.Traffic(&Place{number: behind.number}, w.places[1]); seen.Sent == 0 {
		t.Error("nothing came from the address of the NAT")
	}
	var listener net.Listener
	if err := Within(behind.Namespace, func() (err error) {
		listener, err = net.Listen("tcp", "0.0.0.0:7")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go echo(listener)
	for _, outside := range []string{behind.Address + ":7", w.places[2].Address + ":7"} {
		if _, err := said(a, outside, time.Second); err == nil {
			t.Errorf("%s is reached from outside", outside)
		}
	}
}

func TestALineThatIsCutInOneDirectionAnswersNobody(t *testing.T) {
	w, a, b, address := two(t)
	for _, cut := range []func(){
		func() { w.OneWay(a, b, Line{Down: true}) },
		func() { w.OneWay(b, a, Line{Down: true}) },
		func() { w.Cut(a, true) },
	} {
		w.Between(a, b, Line{})
		cut()
		if _, err := said(a, address, 300*time.Millisecond); err == nil {
			t.Error("somebody answers")
		}
	}
	w.Cut(a, false)
	if _, err := said(a, address, 5*time.Second); err != nil {
		t.Errorf("healed: %v", err)
	}
}

func TestADelayIsThatOfThePacketsAndNotMore(t *testing.T) {
	w, a, b, address := two(t)
	w.Between(a, b, Line{Delay: 50 * time.Millisecond})
	// A connection takes one round trip, and the word another one.
	if took, err := said(a, address, 5*time.Second); err != nil || took < 200*time.Millisecond || took > time.Second {
		t.Errorf("takes %v, %v", took, err)
	}
}
