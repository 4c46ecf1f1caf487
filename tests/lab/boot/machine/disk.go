package main

import (
	"archive/tar"
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/pierrec/lz4/v4"
	"golang.org/x/sys/unix"
)

const (
	disk      = "/dev/vda"
	diskMagic = "metal-plant lab: an installed system"
	headSize  = 4096
	imageMax  = 512 << 20
)

// hasDisk is false for servers that only show how they boot.
func hasDisk() bool {
	_, err := os.Stat(disk)
	return err == nil
}

// wipe removes what an earlier owner left, as the first thing that an installer does.
func wipe() error {
	if !hasDisk() {
		return nil
	}
	_, _, err := installed()
	if errors.Is(err, errEmpty) {
		say("DISK is empty")
		return nil
	}
	if err != nil {
		return err
	}
	to, err := os.OpenFile(disk, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = to.Write(make([]byte, headSize))
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		return err
	}
	say("WIPED the disk of its last owner")
	return nil
}

// install fetches an image and writes it to the disk: unpacked by lz4, compared with its MD5 like every installer does.
func install(url string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, answer.Status)
	}
	to, err := os.OpenFile(disk, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer to.Close()
	if _, err := to.Seek(headSize, io.SeekStart); err != nil {
		return err
	}
	packed, unpacked := md5.New(), sha256.New()
	came := io.TeeReader(answer.Body, packed)
	size, err := io.Copy(io.MultiWriter(to, unpacked), io.LimitReader(lz4.NewReader(came), imageMax))
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, came); err != nil {
		return err
	}
	if err := compare(url, packed); err != nil {
		return err
	}
	if err := to.Sync(); err != nil {
		return err
	}
	head := make([]byte, headSize)
	copy(head, diskMagic)
	binary.BigEndian.PutUint64(head[64:], uint64(size))
	copy(head[72:], unpacked.Sum(nil))
	if _, err := to.WriteAt(head, 0); err != nil {
		return err
	}
	return to.Sync()
}

func compare(url string, sum hash.Hash) error {
	answer, err := http.Get(url + ".md5")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<10))
	if err != nil {
		return err
	}
	if wanted, got, _ := strings.Cut(string(text), " "); strings.TrimSpace(wanted) != hex.EncodeToString(sum.Sum(nil)) {
		return fmt.Errorf("%s: MD5 is not %q (%s)", url, strings.TrimSpace(wanted), got)
	}
	return nil
}

var errEmpty = errors.New("the disk holds no system")

// installed is the system on the disk, after every byte of it was looked at. The file is at its first byte; the caller closes it.
func installed() (*os.File, int64, error) {
	// What was written by this very start is to be read from the disk as well.
	_ = os.WriteFile("/proc/sys/vm/drop_caches", []byte("3"), 0o200)
	from, err := os.Open(disk)
	if err != nil {
		return nil, 0, err
	}
	head := make([]byte, headSize)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, 0, err
	}
	if !bytes.HasPrefix(head, []byte(diskMagic)) {
		return nil, 0, errors.Join(errEmpty, from.Close())
	}
	size := int64(binary.BigEndian.Uint64(head[64:]))
	sum := sha256.New()
	if _, err := io.CopyN(sum, from, size); err != nil {
		return nil, 0, err
	}
	if !bytes.Equal(sum.Sum(nil), head[72:72+sha256.Size]) {
		return nil, 0, errors.New("the system on the disk is damaged")
	}
	_, err = from.Seek(headSize, io.SeekStart)
	return from, size, err
}

// startInstalled starts the kernel that is on the disk, as an installer does instead of going through the firmware once more.
func startInstalled() error {
	from, size, err := installed()
	if err != nil {
		return err
	}
	defer from.Close()
	files := tar.NewReader(io.LimitReader(from, size))
	open := map[string]*os.File{}
	for {
		entry, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		name := filepath.Base(entry.Name)
		written, err := os.Create("/" + name)
		if err != nil {
			return err
		}
		if _, err := io.Copy(written, files); err != nil {
			return err
		}
		if err := written.Close(); err != nil {
			return err
		}
		// A kernel takes no program that somebody may still write.
		if open[name], err = os.Open("/" + name); err != nil {
			return err
		}
	}
	if open["vmlinuz"] == nil || open["initrd"] == nil {
		return errors.New("the system on the disk has no kernel or no initrd")
	}
	words := "console=ttyS0,115200n8 quiet mitigations=off tsc=reliable system=installed"
	if err := unix.KexecFileLoad(int(open["vmlinuz"].Fd()), int(open["initrd"].Fd()), words, 0); err != nil {
		return os.NewSyscallError("kexec_file_load", err)
	}
	unix.Sync()
	return os.NewSyscallError("reboot", unix.Reboot(unix.LINUX_REBOOT_CMD_KEXEC))
}
