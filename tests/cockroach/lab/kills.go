package lab

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Kills is what a kill lab found.
type Kills struct {
	Rounds       int
	Acknowledged int
	// Unknown were on their way when the node died; they may be there or not.
	Unknown int
	// Restart is the slowest start after a kill.
	Restart time.Duration
}

const (
	kills   = "kills"
	writers = 4
	// Of a writer's statement; a node that is gone answers at once or never.
	statement = 10 * time.Second
)

// RunKills kills the node in the middle of writes, again and again, and looks whether every acknowledged row is there once, and no row twice.
func RunKills(n *Node, rounds int, seed uint64, say func(string, ...any)) (Kills, error) {
	found := Kills{Rounds: rounds}
	random := rand.New(rand.NewPCG(seed, 0))
	for _, sql := range []string{"CREATE DATABASE IF NOT EXISTS " + kills} {
		if _, err := n.Ask("defaultdb", sql); err != nil {
			return found, err
		}
	}
	if _, err := n.Ask(kills, "CREATE TABLE IF NOT EXISTS rows_written (id BIGINT NOT NULL, round BIGINT NOT NULL, CONSTRAINT rows_written_pk PRIMARY KEY (id))"); err != nil {
		return found, err
	}
	acknowledged := map[int64]bool{}
	unknown := map[int64]bool{}
	for round := range rounds {
		killAfter := time.Duration(200+random.IntN(1500)) * time.Millisecond
		good, open := writeUntilKilled(n, round, killAfter)
		for _, id := range good {
			acknowledged[id] = true
		}
		for _, id := range open {
			unknown[id] = true
		}
		from := time.Now()
		if err := n.Start(); err != nil {
			return found, fmt.Errorf("round %d, seed %d: it does not come back: %w", round, seed, err)
		}
		found.Restart = max(found.Restart, time.Since(from))
		found.Acknowledged, found.Unknown = len(acknowledged), len(unknown)
		if err := compare(n, acknowledged, unknown); err != nil {
			return found, fmt.Errorf("round %d, seed %d: %w", round, seed, err)
		}
		say("round %d: %d rows acknowledged in all, back after %s", round+1, len(acknowledged), time.Since(from).Round(time.Millisecond))
	}
	return found, nil
}

// writeUntilKilled returns ids whose commit was answered, and those whose was not.
func writeUntilKilled(n *Node, round int, after time.Duration) (good, open []int64) {
	var mutex sync.Mutex
	var all sync.WaitGroup
	for writer := range writers {
		all.Go(func() {
			session, err := n.Session(kills)
			if err != nil {
				return
			}
			defer session.Close()
			for i := int64(0); ; i++ {
				id := (int64(round)*writers+int64(writer))*1_000_000 + i
				_, err := session.Query(fmt.Sprintf("INSERT INTO rows_written (id, round) VALUES (%d, %d)", id, round), statement)
				mutex.Lock()
				if err != nil {
					open = append(open, id)
				} else {
					good = append(good, id)
				}
				mutex.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	time.Sleep(after)
	n.Kill()
	all.Wait()
	return good, open
}

func compare(n *Node, acknowledged, unknown map[int64]bool) error {
	rows, err := n.Ask(kills, "SELECT id, count(*) FROM rows_written GROUP BY id")
	if err != nil {
		return err
	}
	there := map[int64]bool{}
	for _, row := range rows {
		var id, count int64
		if _, err := fmt.Sscan(row[0]+" "+row[1], &id, &count); err != nil {
			return err
		}
		if count != 1 {
			return fmt.Errorf("row %d is there %d times", id, count)
		}
		if !acknowledged[id] && !unknown[id] {
			return fmt.Errorf("row %d was never written", id)
		}
		there[id] = true
	}
	lost := 0
	for id := range acknowledged {
		if !there[id] {
			lost++
		}
	}
	if lost > 0 {
		return fmt.Errorf("%d acknowledged rows are lost", lost)
	}
	return nil
}
