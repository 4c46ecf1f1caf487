package boot

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"metalplant.invalid/compat/kit"
)

const (
	controllerAddress  = "10.7.0.40"
	controllerMAC      = "52:54:00:07:00:40"
	controllerUser     = "metal"
	controllerPassword = "lab"
	serialPort         = 19002
	diskSize           = 256 << 20
)

// lanConfiguration is a controller of one machine: OpenIPMI's simulator, whose power button is a script and whose serial port is qemu's.
const lanConfiguration = `name "board"
set_working_mc 0x20
  startlan 1
    addr %s 623
    priv_limit admin
    allowed_auths_admin none md2 md5 straight
    guid %s
  endlan
  chassis_control "%s"
  sol "telnet:127.0.0.1:%d" 115200
  user 1 true "" "none" user 10 none md2 md5 straight
  user 2 true "%s" "%s" admin 10 none md2 md5 straight
`

const emulation = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
mc_enable 0x20
`

// chassis is called with "get NAME..." or "set NAME VALUE...". A machine whose boot device nobody chose asks the network first, as in a rack.
const chassis = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
on() { [ -s pid ] && grep -q '^State:.[^ZX]' "/proc/$(cat pid)/status" 2>/dev/null; }
off() {
    ! on || kill -9 "$(cat pid)"
    while on; do sleep 0.1; done
}
power() {
    case $1 in
    1) on || ./machine "$(case $(cat boot) in default) echo c ;; *) echo nc ;; esac)" >>qemu.log 2>&1 ;;
    *) off ;;
    esac
}
echo "$*" >>asked
operation=$1
shift
if [ "$operation" = get ]; then
    for name in "$@"; do
        case $name in
        power) if on; then echo power:1; else echo power:0; fi ;;
        boot) echo "boot:$(cat boot)" ;;
        esac
    done
elif [ "$operation" = set ]; then
    while [ $# -gt 0 ]; do
        case $1 in
        power) power "$2" ;;
        reset) off; power 1 ;;
        boot) echo "$2" >boot ;;
        esac
        shift 2
    done
fi
`

// board is an emulated server with a disk and a management controller, which alone switches it.
type board struct {
	*console
	folder string
}

// newBoard plugs one in. It is off.
func (s *stage) newBoard() *board {
	s.t.Helper()
	b := &board{watch(s.t), filepath.Join(s.folder, "board")}
	kit.Must0(os.MkdirAll(filepath.Join(b.folder, "state"), 0o700))
	s.inside("ip", "addr", "add", controllerAddress+"/24", "dev", "br0")
	script := filepath.Join(b.folder, "chassis")
	disk := filepath.Join(b.folder, "disk.raw")
	machine := strings.Join([]string{"#!/bin/sh\nexec qemu-system-x86_64", "-machine q35 -accel tcg -cpu Westmere -smp 1 -m 512",
		"-display none -monitor none -uuid", machineID, "-daemonize -pidfile pid",
		"-netdev tap,id=net0,ifname=tap0,script=no,downscript=no -device virtio-net-pci,netdev=net0,mac=" + machineMAC,
		"-drive if=virtio,format=raw,file=disk.raw -device virtio-rng-pci -boot \"order=$1\"",
		fmt.Sprintf("-chardev socket,id=serial,host=127.0.0.1,port=%d,server=on,wait=off,telnet=on,logfile=serial.log,logappend=on", serialPort),
		"-serial chardev:serial\n"}, " ")
	for name, text := range map[string]string{
		"lan.conf":  fmt.Sprintf(lanConfiguration, controllerAddress, guid(machineID), script, serialPort, controllerUser, controllerPassword),
		"emulation": emulation, "chassis": chassis, "machine": machine, "boot": "none\n", "asked": "", "serial.log": "",
	} {
		kit.Must0(os.WriteFile(filepath.Join(b.folder, name), []byte(text), 0o700))
	}
	kit.Must0(os.WriteFile(disk, nil, 0o600))
	kit.Must0(os.Truncate(disk, diskSize))
	s.t.Cleanup(b.unplug)
	go b.follow(filepath.Join(b.folder, "serial.log"))
	s.start(nil, "ipmi_sim", "-n", "-c", filepath.Join(b.folder, "lan.conf"), "-f", filepath.Join(b.folder, "emulation"),
		"-s", filepath.Join(b.folder, "state"))
	return b
}

// guid is how a controller tells a UUID: from its last byte to its first.
func guid(uuid string) string {
	digits := strings.ReplaceAll(uuid, "-", "")
	var turned strings.Builder
	for at := len(digits) - 2; at >= 0; at -= 2 {
		turned.WriteString(digits[at : at+2])
	}
	return turned.String()
}

// follow hears what qemu writes to a file, until the board is unplugged.
func (b *board) follow(file string) {
	from, err := os.Open(file)
	if err != nil {
		b.heard("machine: FAILED: " + err.Error())
		return
	}
	defer from.Close()
	reader, writer := io.Pipe()
	defer writer.Close()
	go b.hear(reader)
	for {
		if _, err := io.Copy(writer, from); err != nil {
			return
		}
		select {
		case <-b.ended:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// pid is of the machine that runs, 0 if it is off.
func (b *board) pid() int {
	text, _ := os.ReadFile(filepath.Join(b.folder, "pid"))
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return 0
	}
	return pid
}

// told is how often the power button was pressed for this.
func (b *board) told(what string) (times int) {
	text, _ := os.ReadFile(filepath.Join(b.folder, "asked"))
	for _, line := range strings.Split(string(text), "\n") {
		if line == what {
			times++
		}
	}
	return times
}

func (b *board) unplug() {
	close(b.ended)
	if pid := b.pid(); pid > 1 {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	b.tell()
	if b.t.Failed() {
		for _, name := range []string{"asked", "qemu.log"} {
			text, _ := os.ReadFile(filepath.Join(b.folder, name))
			b.t.Logf("%s:\n%s", name, text)
		}
	}
}

func TestTheGuidOfAControllerIsItsUuidFromTheEnd(t *testing.T) {
	kit.Equal(t, "guid", guid("a1b2c3d4-e5f6-4718-892a-bcdef0123456"), "563412f0debc2a891847f6e5d4c3b2a1")
}
