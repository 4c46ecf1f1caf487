package fabric

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"metalplant.invalid/lab/report"
)

var reportFolder = flag.String("fabric-report", "", "folder that gets fabric-report.md and .json")

// measured is what all stories of this process measured.
var measured struct {
	sync.Mutex
	figures []Figure
}

func measure(all ...Figure) {
	measured.Lock()
	defer measured.Unlock()
	measured.figures = append(measured.figures, all...)
}

func TestMain(m *testing.M) {
	flag.Parse()
	began, load := time.Now(), report.Load()
	status := m.Run()
	if *reportFolder != "" {
		r := newReport(*reportFolder, measured.figures, *seed, testing.Short(), status == 0, began, load)
		if err := r.Write(*reportFolder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
		fmt.Println(r.leaksLine())
	}
	os.Exit(status)
}
