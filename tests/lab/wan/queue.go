package wan

import (
	"container/heap"
	"time"
)

// waiting is a packet on its way.
type waiting struct {
	due    time.Time
	number uint64
	to     *Place
	bytes  []byte
}

// queue gives packets in the order in which they arrive, and those of one moment in the order in which they were sent.
type queue []waiting

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	if q[i].due.Equal(q[j].due) {
		return q[i].number < q[j].number
	}
	return q[i].due.Before(q[j].due)
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

func (q *queue) Push(one any) { *q = append(*q, one.(waiting)) }

func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// queueMax is how many packets are on their way at most; a second of 200 Mbit/s. Who finds no room is lost.
const queueMax = 20_000

func (q *queue) add(one waiting) {
	if len(*q) < queueMax {
		heap.Push(q, one)
	}
}

// due takes out those that have arrived, and says how long it is to the next one; an hour if nothing is on its way.
func (q *queue) due(now time.Time) (arrived []waiting, next time.Duration) {
	for len(*q) > 0 && !(*q)[0].due.After(now) {
		arrived = append(arrived, heap.Pop(q).(waiting))
	}
	if len(*q) == 0 {
		return arrived, time.Hour
	}
	return arrived, (*q)[0].due.Sub(now)
}
