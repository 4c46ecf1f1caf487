// Package input reads the statements to check: the list that the store's build writes, and the migration files.
package input

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"metalplant.invalid/sqlcheck/internal/dialect"
)

// lineMax bounds one line of the list, and fileMax one migration; ours are far below.
const (
	lineMax = 1 << 20
	fileMax = 1 << 20
)

// Item is one statement and where it comes from.
type Item struct {
	// Source is the constant that holds the statement, or the path of the migration.
	Source string       `json:"source"`
	Kind   dialect.Kind `json:"kind"`
	SQL    string       `json:"sql"`
}

// Read gives the statements of one path: a *.jsonl list, a *.sql migration, or a folder of migrations. Anything that
// cannot be read whole, and anything that holds no statement at all, is an error: nothing may pass unchecked.
func Read(path string) ([]Item, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return folder(path)
	case strings.HasSuffix(path, ".sql"):
		return migration(path)
	default:
		return list(path)
	}
}

func folder(path string) ([]Item, error) {
	files, err := filepath.Glob(filepath.Join(path, "*.sql"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: holds no *.sql file", path)
	}
	slices.Sort(files)
	var items []Item
	for _, file := range files {
		read, err := migration(file)
		if err != nil {
			return nil, err
		}
		items = append(items, read...)
	}
	return items, nil
}

func migration(path string) ([]Item, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > fileMax {
		return nil, fmt.Errorf("%s: %d bytes, more than the %d of any migration", path, info.Size(), fileMax)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return []Item{{Source: path, Kind: dialect.Migration, SQL: string(content)}}, nil
}

func list(path string) ([]Item, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var items []Item
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, lineMax)
	for number := 1; lines.Scan(); number++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		item, err := parse(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, number, err)
		}
		items = append(items, item)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("%s: holds no statement", path)
	}
	return items, nil
}

func parse(line []byte) (Item, error) {
	var item Item
	if err := json.Unmarshal(line, &item); err != nil {
		return item, err
	}
	switch {
	case item.Source == "":
		return item, fmt.Errorf("no source")
	case strings.TrimSpace(item.SQL) == "":
		return item, fmt.Errorf("%s: no sql", item.Source)
	case item.Kind != dialect.Statement && item.Kind != dialect.Migration:
		return item, fmt.Errorf("%s: kind %q is neither %q nor %q", item.Source, item.Kind, dialect.Statement, dialect.Migration)
	}
	return item, nil
}
