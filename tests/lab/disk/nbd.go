package disk

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
)

// The parts of NBD's protocol ("newstyle") that qemu's client needs.
const (
	magic       = 0x4e42444d41474943 // NBDMAGIC
	optionMagic = 0x49484156454f5054 // IHAVEOPT
	replyMagic  = 0x3e889045565a9
	askMagic    = 0x25609513
	answerMagic = 0x67446698

	fixedNewstyle, noZeroes = 1, 2

	optionAbort, optionInfo, optionGo = 2, 6, 7
	replyAck, replyInfo, replyUnknown = 1, 3, 1<<31 | 1

	hasFlags, sendsFlush, sendsFua = 1, 4, 8

	doRead, doWrite, doEnd, doFlush = 0, 1, 2, 3
	withFua                         = 1

	failedIO, wrongCall = 5, 22

	optionMax = 4096
	dataMax   = 64 << 20
)

var order = binary.BigEndian

func (d *Disk) serve(line net.Conn) error {
	in, out := bufio.NewReaderSize(line, 1<<20), bufio.NewWriterSize(line, 1<<20)
	if err := d.greet(in, out); err != nil {
		return err
	}
	for {
		if err := d.answer(in, out); err != nil {
			return err
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

func put(out io.Writer, values ...any) error {
	for _, value := range values {
		if err := binary.Write(out, order, value); err != nil {
			return err
		}
	}
	return nil
}

func (d *Disk) greet(in *bufio.Reader, out *bufio.Writer) error {
	if err := put(out, uint64(magic), uint64(optionMagic), uint16(fixedNewstyle|noZeroes)); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	var flags uint32
	if err := binary.Read(in, order, &flags); err != nil {
		return err
	}
	for {
		var asked struct {
			Magic        uint64
			Option, Size uint32
		}
		if err := binary.Read(in, order, &asked); err != nil {
			return err
		}
		if asked.Magic != optionMagic || asked.Size > optionMax {
			return fmt.Errorf("option %d of %d bytes is not understood", asked.Option, asked.Size)
		}
		if _, err := in.Discard(int(asked.Size)); err != nil {
			return err
		}
		chosen, err := d.option(out, asked.Option)
		if err == nil {
			err = out.Flush()
		}
		if err != nil || chosen {
			return err
		}
	}
}

// option answers to one; there is one export, whatever its name. True when the talk about options is over.
func (d *Disk) option(out io.Writer, option uint32) (bool, error) {
	reply := func(kind uint32, size int) error { return put(out, uint64(replyMagic), option, kind, uint32(size)) }
	switch option {
	case optionGo, optionInfo:
		err := errors.Join(reply(replyInfo, 12), put(out, uint16(0), uint64(d.size), uint16(hasFlags|sendsFlush|sendsFua)), reply(replyAck, 0))
		return option == optionGo, err
	case optionAbort:
		_ = reply(replyAck, 0)
		return false, io.EOF
	default:
		return false, reply(replyUnknown, 0)
	}
}

func (d *Disk) answer(in *bufio.Reader, out io.Writer) error {
	var asked struct {
		Magic       uint32
		Flags, What uint16
		Handle      uint64
		At          uint64
		Size        uint32
	}
	if err := binary.Read(in, order, &asked); err != nil {
		return err
	}
	if asked.Magic != askMagic || asked.Size > dataMax {
		return fmt.Errorf("a request of %d bytes is not understood", asked.Size)
	}
	var data []byte
	if asked.What == doRead || asked.What == doWrite {
		data = make([]byte, asked.Size)
	}
	if asked.What == doWrite {
		if _, err := io.ReadFull(in, data); err != nil {
			return err
		}
	}
	code := d.done(asked.What, asked.Flags, data, asked.At)
	if asked.What == doEnd {
		return io.EOF
	}
	if err := put(out, uint32(answerMagic), code, asked.Handle); err != nil {
		return err
	}
	if asked.What == doRead && code == 0 {
		_, err := out.Write(data)
		return err
	}
	return nil
}

func (d *Disk) done(what, flags uint16, data []byte, at uint64) uint32 {
	if at > uint64(d.size) || uint64(len(data)) > uint64(d.size)-at {
		return wrongCall
	}
	var err error
	switch what {
	case doRead:
		err = d.read(data, int64(at))
	case doWrite:
		err = d.write(data, int64(at))
		if err == nil && flags&withFua != 0 {
			// More than was asked for, and so no lie.
			err = d.flush()
		}
	case doFlush:
		err = d.flush()
	case doEnd:
	default:
		return wrongCall
	}
	if err != nil {
		return failedIO
	}
	return 0
}
