package dialect

import (
	"errors"
	"strconv"
	"strings"
)

var errMixedPlaceholders = errors.New("uses $n, and the Java side binds ? only")

// Placeholders rewrites JDBC's ? to $1, $2, ... and JDBC's escaped ?? to the JSONB operator ?, both only outside of
// strings, quoted names and comments. The rewriting follows the PostgreSQL driver, which does the same at run time.
func Placeholders(sql string) (string, error) {
	var out strings.Builder
	number := 0
	for at := 0; at < len(sql); {
		if end := skipped(sql, at); end > at {
			out.WriteString(sql[at:end])
			at = end
			continue
		}
		switch {
		case strings.HasPrefix(sql[at:], "??"):
			out.WriteByte('?')
			at += 2
		case sql[at] == '?':
			number++
			out.WriteString("$" + strconv.Itoa(number))
			at++
		case sql[at] == '$' && at+1 < len(sql) && isDigit(sql[at+1]):
			return "", errMixedPlaceholders
		default:
			out.WriteByte(sql[at])
			at++
		}
	}
	return out.String(), nil
}

// skipped returns the end of the string, quoted name or comment that starts at the position, or the position itself
// when none starts there. An unterminated one reaches to the end of the text; the parser then complains about it.
func skipped(sql string, at int) int {
	rest := sql[at:]
	switch {
	case strings.HasPrefix(rest, "--"):
		return at + endOf(rest, "\n", 2)
	case strings.HasPrefix(rest, "/*"):
		return at + blockComment(rest)
	case rest[0] == '"':
		return at + quoted(rest, '"', false)
	case rest[0] == '\'':
		return at + quoted(rest, '\'', escapes(sql, at))
	case rest[0] == '$':
		return at + dollarQuoted(sql, at)
	default:
		return at
	}
}

// endOf is the length of the text up to and including the first mark behind the given start.
func endOf(text, mark string, start int) int {
	if found := strings.Index(text[start:], mark); found >= 0 {
		return start + found + len(mark)
	}
	return len(text)
}

// blockComment is the length of the comment that the text starts with; such comments nest.
func blockComment(text string) int {
	depth := 0
	for at := 0; at < len(text); {
		switch {
		case strings.HasPrefix(text[at:], "/*"):
			depth, at = depth+1, at+2
		case strings.HasPrefix(text[at:], "*/"):
			depth, at = depth-1, at+2
			if depth == 0 {
				return at
			}
		default:
			at++
		}
	}
	return len(text)
}

// quoted is the length of the quoted text that the text starts with. A doubled mark stays inside.
func quoted(text string, mark byte, backslash bool) int {
	for at := 1; at < len(text); at++ {
		switch {
		case backslash && text[at] == '\\':
			at++
		case text[at] == mark && at+1 < len(text) && text[at+1] == mark:
			at++
		case text[at] == mark:
			return at + 1
		}
	}
	return len(text)
}

// escapes says whether the string at the position is an E'...' string, in which a backslash escapes.
func escapes(sql string, at int) bool {
	return at > 0 && (sql[at-1] == 'e' || sql[at-1] == 'E') && (at == 1 || !isWord(sql[at-2]))
}

// dollarQuoted is the length of the $tag$...$tag$ text at the position, or 0 when the $ starts none.
func dollarQuoted(sql string, at int) int {
	if at > 0 && isWord(sql[at-1]) {
		return 0
	}
	text := sql[at:]
	end := 1
	for end < len(text) && isWord(text[end]) && !(end == 1 && isDigit(text[end])) {
		end++
	}
	if end >= len(text) || text[end] != '$' {
		return 0
	}
	tag := text[:end+1]
	return endOf(text, tag, len(tag))
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isWord(b byte) bool {
	return b == '_' || isDigit(b) || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b >= 0x80
}
