// Package disk is a disk for an emulated machine that forgets at a power cut what was not flushed: a file behind a volatile cache, as
// drives have one. An emulator that is killed loses nothing, because the host's own cache outlives it; this one does.
package disk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sync"
)

const (
	block = 4096
	// cacheMax is how much a drive keeps back; what is more goes to the file, as a drive writes on by itself.
	cacheMax = 256 << 20
)

// Disk serves one file. Until a flush, what is written is seen by whoever reads and lies in memory alone.
type Disk struct {
	file     *os.File
	size     int64
	listener net.Listener

	mutex   sync.Mutex
	cache   map[int64][]byte
	line    net.Conn
	off     bool
	flushes int
	written int64
}

// Open serves the file at a Unix socket, as NBD.
func Open(path, socket string) (*Disk, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	about, err := file.Stat()
	if err != nil {
		return nil, err
	}
	_ = os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	d := &Disk{file: file, size: about.Size() / block * block, listener: listener, cache: map[int64][]byte{}}
	go d.accept()
	return d, nil
}

func (d *Disk) accept() {
	for {
		line, err := d.listener.Accept()
		if err != nil {
			return
		}
		d.mutex.Lock()
		busy := d.line != nil || d.off
		if !busy {
			d.line = line
		}
		d.mutex.Unlock()
		if busy {
			_ = line.Close()
			continue
		}
		// Its end is that of the machine, and what was said wrongly was said to qemu's own client.
		_ = d.serve(line)
		d.mutex.Lock()
		d.line = nil
		d.mutex.Unlock()
		_ = line.Close()
	}
}

// Lost is what a power cut took.
type Lost struct {
	// Flushes and Written are of the time since Open.
	Flushes int
	Written int64
	// Bytes were written and not flushed; Kept of them had reached the medium by chance.
	Bytes, Kept int64
}

func (l Lost) String() string {
	return fmt.Sprintf("%d KiB written, %d flushes; %d KiB were not flushed, %d KiB of them lost", l.Written>>10, l.Flushes, l.Bytes>>10, (l.Bytes-l.Kept)>>10)
}

// Cut takes the power away. Each block that was not flushed is on the medium with the given chance, whatever the order in which they
// were written: a drive promises none. Nothing is served afterwards.
func (d *Disk) Cut(chance float64, seed uint64) (Lost, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.off = true
	_ = d.listener.Close()
	if d.line != nil {
		_ = d.line.Close()
	}
	lost := Lost{Flushes: d.flushes, Written: d.written}
	random := rand.New(rand.NewPCG(seed, 1))
	// In the order of their places, so that a seed says which.
	for at := int64(0); at < d.size && len(d.cache) > 0; at += block {
		data, there := d.cache[at]
		if !there {
			continue
		}
		delete(d.cache, at)
		lost.Bytes += block
		if random.Float64() < chance {
			lost.Kept += block
			if _, err := d.file.WriteAt(data, at); err != nil {
				return lost, err
			}
		}
	}
	return lost, d.file.Close()
}

var errOff = errors.New("the disk has no power")

func (d *Disk) read(into []byte, from int64) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.off {
		return errOff
	}
	if _, err := d.file.ReadAt(into, from); err != nil {
		return err
	}
	for at := from / block * block; at < from+int64(len(into)); at += block {
		data, there := d.cache[at]
		if !there {
			continue
		}
		if at < from {
			copy(into, data[from-at:])
		} else {
			copy(into[at-from:], data)
		}
	}
	return nil
}

func (d *Disk) write(data []byte, to int64) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.off {
		return errOff
	}
	d.written += int64(len(data))
	for at := to / block * block; at < to+int64(len(data)); at += block {
		cached, there := d.cache[at]
		if !there {
			cached = make([]byte, block)
			if at < to || at+block > to+int64(len(data)) {
				if _, err := d.file.ReadAt(cached, at); err != nil {
					return err
				}
			}
			d.cache[at] = cached
		}
		if at < to {
			copy(cached[to-at:], data)
		} else {
			copy(cached, data[at-to:])
		}
	}
	if int64(len(d.cache))*block > cacheMax {
		return d.empty()
	}
	return nil
}

func (d *Disk) flush() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.off {
		return errOff
	}
	d.flushes++
	return d.empty()
}

func (d *Disk) empty() error {
	for at, data := range d.cache {
		if _, err := d.file.WriteAt(data, at); err != nil {
			return err
		}
		delete(d.cache, at)
	}
	return nil
}
