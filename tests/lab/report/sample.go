package report

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// Sample is how long some requests took. Many may add to it at once.
type Sample struct {
	lock  sync.Mutex
	times []time.Duration
}

func (s *Sample) Add(took time.Duration) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.times = append(s.times, took)
}

func (s *Sample) Count() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return len(s.times)
}

// Millis is what this share of the requests did not exceed: 0.5 is the median. 0 of nothing.
func (s *Sample) Millis(share float64) float64 {
	s.lock.Lock()
	defer s.lock.Unlock()
	if len(s.times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s.times))
	return float64(sorted[min(len(sorted)-1, int(share*float64(len(sorted))))].Microseconds()) / 1000
}

func (s *Sample) String() string {
	return fmt.Sprintf("p50 %.1f ms, p99 %.1f ms of %d", s.Millis(0.5), s.Millis(0.99), s.Count())
}

// Ratio is how many times as long the median took as in another sample.
func (s *Sample) Ratio(to *Sample) float64 {
	if to.Millis(0.5) == 0 {
		return 0
	}
	return s.Millis(0.5) / to.Millis(0.5)
}
