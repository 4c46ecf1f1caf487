package dialect

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree"
	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree/treebin"
	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/types"
)

// node applies the rules for one node of the syntax tree, wherever it stands.
func (c *checker) node(node any) {
	switch n := node.(type) {
	case *tree.SelectClause:
		c.stars(n.Exprs)
		c.addIf(n.From.AsOf.Expr != nil, "as-of", "AS OF SYSTEM TIME is known to CockroachDB only")
	case *tree.ReturningExprs:
		c.stars(tree.SelectExprs(*n))
	case *tree.LockingItem:
		c.locking(n)
	case *tree.FuncExpr:
		c.function(n.Func.String())
	case *tree.BinaryExpr:
		c.division(n)
	case *tree.CastExpr:
		c.typeName(n.Type)
	case *tree.AliasedTableExpr:
		c.addIf(n.IndexFlags != nil, "hint", "an index hint is known to CockroachDB only")
	case *tree.JoinTableExpr:
		c.addIf(n.Hint != "", "hint", "a join hint is known to CockroachDB only")
	case *tree.StatementSource:
		c.add("hint", "[statement] as a table is known to CockroachDB only")
	case *tree.Insert:
		c.insert(n)
	case *tree.Update:
		c.addIf(n.Limit != nil || n.OrderBy != nil, "write-limit", "UPDATE ... ORDER BY/LIMIT is known to CockroachDB only")
	case *tree.Delete:
		c.addIf(n.Limit != nil || n.OrderBy != nil || n.Batch != nil,
			"write-limit", "DELETE ... ORDER BY/LIMIT is known to CockroachDB only")
	case *tree.CreateTable:
		c.createTable(n)
	case *tree.CreateIndex:
		c.createIndex(n)
	case *tree.DropIndex:
		c.addIf(n.Concurrently, "concurrently", "cannot run in a transaction on PostgreSQL")
	case *tree.CreateView:
		c.addIf(n.Materialized, "materialized-view", "cannot be refreshed in a transaction on CockroachDB")
		c.persistence(n.Persistence)
	case *tree.ColumnTableDef:
		c.column(n)
	case *tree.IndexTableDef:
		c.add("index-in-table", "INDEX inside CREATE TABLE is known to CockroachDB only: a CREATE INDEX of its own")
	case *tree.UniqueConstraintTableDef:
		c.indexParts(n.Sharded, n.PartitionByIndex, n.StorageParams)
	case *tree.ForeignKeyConstraintTableDef:
		c.references(n.Actions)
	case *tree.FamilyTableDef:
		c.add("column-family", "column families are known to CockroachDB only")
	case *tree.LikeTableDef:
		c.add("table-like", "LIKE copies different things on the two engines: name the columns")
	}
}

// stars refuses SELECT * and t.*: a column that a later version adds must not reach code that does not know it.
func (c *checker) stars(exprs tree.SelectExprs) {
	for _, selected := range exprs {
		switch expr := selected.Expr.(type) {
		case tree.UnqualifiedStar, *tree.UnqualifiedStar, *tree.AllColumnsSelector, *tree.TupleStar:
			c.add("select-star", "name the columns")
		case *tree.UnresolvedName:
			c.addIf(expr.Star, "select-star", "name the columns")
		}
	}
}

func (c *checker) locking(lock *tree.LockingItem) {
	c.addIf(lock.Strength != tree.ForUpdate, "lock-strength",
		"%s is a no-op on CockroachDB 22.1: FOR UPDATE, as a hint only", lock.Strength)
	c.addIf(lock.WaitPolicy == tree.LockWaitSkipLocked, "skip-locked", "CockroachDB 22.1 parses it and refuses to run it")
}

// forbiddenFunctions are matched against the lower-case name without its schema.
var forbiddenFunctions = []struct {
	name         *regexp.Regexp
	rule, reason string
}{
	{regexp.MustCompile(`^pg_(try_)?advisory_`), "advisory-lock", "is a stub on CockroachDB: a lease is a row"},
	{regexp.MustCompile(`^pg_notify$`), "notify", "does not exist on CockroachDB: poll by (seq > last)"},
	{regexp.MustCompile(`^(nextval|currval|setval|lastval)$`), "sequence", "ordered numbers come from a counter row"},
	{regexp.MustCompile(`^jsonb_path_`), "jsonpath", "does not exist before CockroachDB 25.2"},
	{regexp.MustCompile(`^(network|inet_merge|inet_same_family)$`), "inet", "may not exist on CockroachDB: do it in Java"},
	{regexp.MustCompile(`^(gen_random_(uu|ul)id|uuid_generate_v.*|uuidv[47]|unique_rowid|unordered_unique_rowid|random)$`),
		"world", "ids and chance come from the application, so that a retry writes the same row"},
	{regexp.MustCompile(`^(clock_timestamp|timeofday|statement_timestamp)$`),
		"world", "the application supplies the instant, so that a retry writes the same row"},
	{regexp.MustCompile(`^(pg_sleep|set_config|txid_current|pg_current_xact_id|pg_export_snapshot|dblink.*|lo_.*)$`),
		"function", "is not shared by the two engines"},
	{regexp.MustCompile(`^(cluster_logical_timestamp|follower_read_timestamp|with_(min|max).*|experimental_.*)$`),
		"function", "is known to CockroachDB only"},
}

func (c *checker) function(written string) {
	parts := strings.Split(strings.ToLower(strings.ReplaceAll(written, `"`, "")), ".")
	c.addIf(parts[0] == "crdb_internal", "function", "%s is known to CockroachDB only", written)
	name := parts[len(parts)-1]
	for _, forbidden := range forbiddenFunctions {
		c.addIf(forbidden.name.MatchString(name), forbidden.rule, "%s() %s", name, forbidden.reason)
	}
}

// division refuses / unless one side is visibly no integer: PostgreSQL truncates where CockroachDB gives a DECIMAL.
func (c *checker) division(expr *tree.BinaryExpr) {
	switch expr.Operator.Symbol {
	case treebin.FloorDiv:
		c.add("division", "// is known to CockroachDB only: use div()")
	case treebin.Div:
		c.addIf(!isFraction(expr.Left) && !isFraction(expr.Right),
			"division", "/ on integers truncates on PostgreSQL only: use div(), or cast one side to NUMERIC")
	}
}

func isFraction(expr tree.Expr) bool {
	switch e := expr.(type) {
	case *tree.ParenExpr:
		return isFraction(e.Expr)
	case *tree.CastExpr:
		t, known := e.Type.(*types.T)
		return known && (t.Family() == types.DecimalFamily || t.Family() == types.FloatFamily)
	case *tree.NumVal:
		return strings.ContainsAny(e.String(), ".eE")
	}
	return false
}

// typeName refuses types that are not built into both engines, and those whose text is cut or whose time has no zone.
func (c *checker) typeName(ref tree.ResolvableTypeReference) {
	t, known := ref.(*types.T)
	if !known {
		c.addIf(ref != nil, "type", "%s is no built-in type of CockroachDB", typeText(ref))
		return
	}
	switch t.Family() {
	case types.ArrayFamily:
		c.typeName(t.ArrayContents())
	case types.TimestampFamily:
		c.add("type", "TIMESTAMP has no zone: write TIMESTAMPTZ")
	case types.TimeFamily, types.TimeTZFamily:
		c.add("type", "%s: write TIMESTAMPTZ", t.SQLString())
	case types.StringFamily:
		c.addIf(t.Width() > 0 || t.Name() == "char" || t.Name() == "bpchar", "type",
			"%s: write TEXT, and CHECK its length where one is wanted", t.SQLString())
	case types.GeometryFamily, types.GeographyFamily, types.Box2DFamily, types.OidFamily, types.TSQueryFamily,
		types.TSVectorFamily, types.BitFamily:
		c.add("type", "%s is not in the dialect", t.SQLString())
	}
}

func typeText(ref tree.ResolvableTypeReference) string {
	if named, ok := ref.(interface{ String() string }); ok {
		return named.String()
	}
	return "this type"
}

func (c *checker) insert(insert *tree.Insert) {
	conflict := insert.OnConflict
	if conflict.IsUpsertAlias() {
		c.add("upsert", "UPSERT is known to CockroachDB only: INSERT ... ON CONFLICT (columns)")
		return
	}
	c.addIf(conflict != nil && conflict.Constraint != "", "on-conflict", "name the columns, not the constraint")
	c.addIf(insert.Columns == nil && !insert.DefaultValues(), "insert-columns", "name the columns")
}

// writesOfOneTable refuses two writes to one table in one statement: CockroachDB refuses them by default, and
// PostgreSQL does not say which of the two wins.
func (c *checker) writesOfOneTable(root tree.Statement) {
	writes := map[string]int{}
	visit(root, func(node any) {
		switch n := node.(type) {
		case *tree.Insert:
			writes[tableName(n.Table)]++
		case *tree.Update:
			writes[tableName(n.Table)]++
		case *tree.Delete:
			writes[tableName(n.Table)]++
		}
	})
	for _, table := range slices.Sorted(maps.Keys(writes)) {
		c.addIf(writes[table] > 1, "two-writes", "writes %s %d times in one statement", table, writes[table])
	}
}

func tableName(table tree.TableExpr) string {
	if aliased, ok := table.(*tree.AliasedTableExpr); ok {
		return tableName(aliased.Expr)
	}
	return tree.AsString(table)
}
