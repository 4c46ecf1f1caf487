package stock

import (
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"metalplant.invalid/compat/kit"
)

const (
	boardUser     = "metal"
	boardPassword = "lab"
)

// board is a server without a system: its controller is OpenIPMI's simulator beside a Redfish service of ours, its power button a script, and
// its serial port says in capitals what it hears.
type board struct {
	id, address, folder string
	// told is the machine's uuid as the controller tells it over Redfish.
	told string

	lock  sync.Mutex
	light bool
}

const lanConfiguration = `name "board"
set_working_mc 0x20
  startlan 1
    addr %s 623
    priv_limit admin
    allowed_auths_admin none md2 md5 straight
    guid %s
  endlan
  chassis_control "%s"
  sol "tcp:%s" 115200
  user 1 true "" "none" user 10 none md2 md5 straight
  user 2 true "%s" "%s" admin 10 none md2 md5 straight
`

const emulation = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
mc_add_fru_data 0x20 0 512 data %s
mc_enable 0x20
`

// chassis is called with "get NAME..." or "set NAME VALUE...".
const chassis = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo "$*" >>asked
operation=$1
shift
if [ "$operation" = get ]; then
    for name in "$@"; do
        [ ! -e "$name" ] || echo "$name:$(cat "$name")"
    done
elif [ "$operation" = set ]; then
    while [ $# -gt 0 ]; do
        case $1 in
        power | boot) echo "$2" >"$1" ;;
        reset) echo 1 >power ;;
        esac
        shift 2
    done
fi
`

// newBoard plugs a server in; it is off.
func (l *lab) newBoard(id, told, address string) *board {
	l.t.Helper()
	b := &board{id: id, told: told, address: address, folder: l.file("board-" + address)}
	kit.Must0(os.MkdirAll(filepath.Join(b.folder, "state"), 0o700))
	script := filepath.Join(b.folder, "chassis")
	for name, text := range map[string]string{
		"lan.conf":  fmt.Sprintf(lanConfiguration, address, guid(id), script, serialPort(l.t), boardUser, boardPassword),
		"emulation": fmt.Sprintf(emulation, fruText(fru())), "chassis": chassis, "power": "0\n", "boot": "none\n", "asked": "",
	} {
		kit.Must0(os.WriteFile(filepath.Join(b.folder, name), []byte(text), 0o700))
	}
	l.start("ipmi_sim", nil, "ipmi_sim", "-n", "-c", filepath.Join(b.folder, "lan.conf"), "-f", filepath.Join(b.folder, "emulation"),
		"-s", filepath.Join(b.folder, "state"))
	b.serveRedfish(l.t)
	return b
}

// guid is how a controller tells a UUID over IPMI: from its last byte to its first.
func guid(uuid string) string {
	bytes := kit.Must(hex.DecodeString(strings.ReplaceAll(uuid, "-", "")))
	slices.Reverse(bytes)
	return hex.EncodeToString(bytes)
}

func (b *board) state(name string) string {
	text, err := os.ReadFile(filepath.Join(b.folder, name))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text))
}

func (b *board) set(name, value string) error {
	return os.WriteFile(filepath.Join(b.folder, name), []byte(value+"\n"), 0o700)
}

// pressed is every change that was asked for, over IPMI or Redfish, in its order.
func (b *board) pressed() (all []string) {
	for _, line := range strings.Split(b.state("asked"), "\n") {
		if what, is := strings.CutPrefix(line, "set "); is {
			all = append(all, what)
		}
	}
	return all
}

// presses notes what came by Redfish among what came by IPMI.
func (b *board) presses(what string) error {
	asked, err := os.OpenFile(filepath.Join(b.folder, "asked"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer asked.Close()
	_, err = fmt.Fprintln(asked, "set "+what)
	return err
}

// serialPort answers in capitals.
func serialPort(t *testing.T) string {
	t.Helper()
	return kit.SerialPort(t, kit.Must(net.Listen("tcp", "127.0.0.1:0")))
}

// fru is what the board's maker wrote into it: areas of the chassis, the board and the product as IPMI's FRU information has them.
func fru() []byte {
	area := func(head []byte, fields ...string) []byte {
		bytes := append([]byte{1, 0}, head...)
		for _, field := range fields {
			bytes = append(append(bytes, 0xc0|byte(len(field))), field...)
		}
		bytes = append(bytes, 0xc1)
		for (len(bytes)+1)%8 != 0 {
			bytes = append(bytes, 0)
		}
		bytes[1] = byte((len(bytes) + 1) / 8)
		return append(bytes, checksum(bytes))
	}
	ofChassis := area([]byte{0x17}, "CSE-217", "C217-0042")
	ofBoard := area([]byte{0, 0, 0, 0}, "Supermicro", "X11DPT", "OM19-0042", "X11DPT-B")
	ofProduct := area([]byte{0}, "Supermicro", "SYS-2029", "SYS-2029BT", "1.0", "A281-0042")
	head := []byte{1, 0, 1, byte(1 + len(ofChassis)/8), byte(1 + (len(ofChassis)+len(ofBoard))/8), 0, 0}
	return slices.Concat(append(head, checksum(head)), ofChassis, ofBoard, ofProduct)
}

// checksum makes the sum of all bytes zero.
func checksum(bytes []byte) (sum byte) {
	for _, each := range bytes {
		sum -= each
	}
	return sum
}

func fruText(bytes []byte) string {
	var text strings.Builder
	for _, each := range bytes {
		fmt.Fprintf(&text, "0x%02x ", each)
	}
	return strings.TrimSpace(text.String())
}
