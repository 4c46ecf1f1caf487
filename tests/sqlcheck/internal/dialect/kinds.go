package dialect

import (
	"strings"

	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree"
)

// statementKind admits what a request may run: queries and changes of rows.
func (c *checker) statementKind(root tree.Statement) {
	switch root.(type) {
	case *tree.Select, *tree.ParenSelect, *tree.Insert, *tree.Update, *tree.Delete:
	default:
		c.refuseKind(root, "SELECT, INSERT, UPDATE and DELETE are the statements of a request")
	}
}

// migrationKind admits what one step of the schema may be: one change that may run twice.
func (c *checker) migrationKind(root tree.Statement) {
	switch step := root.(type) {
	case *tree.CreateTable:
		c.addIf(!step.IfNotExists, "idempotent", "write CREATE TABLE IF NOT EXISTS")
	case *tree.CreateIndex:
		c.addIf(!step.IfNotExists, "idempotent", "write CREATE INDEX IF NOT EXISTS")
	case *tree.CreateSchema:
		c.addIf(!step.IfNotExists, "idempotent", "write CREATE SCHEMA IF NOT EXISTS")
	case *tree.CreateView:
		c.addIf(!step.Replace || step.IfNotExists, "idempotent", "write CREATE OR REPLACE VIEW")
	case *tree.DropTable:
		c.drop(step.IfExists, step.DropBehavior)
	case *tree.DropIndex:
		c.drop(step.IfExists, step.DropBehavior)
	case *tree.DropView:
		c.drop(step.IfExists, step.DropBehavior)
	case *tree.AlterTable:
		c.alterTable(step)
	case *tree.CommentOnTable, *tree.CommentOnColumn, *tree.CommentOnIndex:
	case *tree.Insert:
		c.addIf(step.OnConflict == nil, "idempotent", "an INSERT of a migration needs ON CONFLICT (columns)")
	case *tree.Update:
		c.addIf(step.Where == nil, "idempotent", "an UPDATE of a migration needs a WHERE that ends its work")
	case *tree.Delete:
		c.addIf(step.Where == nil, "idempotent", "a DELETE of a migration needs a WHERE")
	default:
		c.refuseKind(root, "a migration creates, alters or drops tables, indexes and views, or changes rows")
	}
}

func (c *checker) drop(ifExists bool, behavior tree.DropBehavior) {
	c.addIf(!ifExists, "idempotent", "write DROP ... IF EXISTS")
	c.addIf(behavior == tree.DropCascade, "drop-cascade", "drops what it does not name: drop each by name")
}

// refuseKind names the statement as CockroachDB does, with the reason where the dialect has one of its own.
func (c *checker) refuseKind(root tree.Statement, admitted string) {
	tag := root.StatementTag()
	for _, kind := range refusedKinds {
		if strings.HasPrefix(tag, kind.prefix) {
			c.add(kind.rule, "%s: %s", tag, kind.reason)
			return
		}
	}
	c.add("statement-kind", "%s is not in the dialect: %s", tag, admitted)
}

// refusedKinds are looked through in order; the prefix is that of the parser's statement tag.
var refusedKinds = []struct{ prefix, rule, reason string }{
	{"CREATE SEQUENCE", "sequence", "ordered numbers come from a counter row"},
	{"ALTER SEQUENCE", "sequence", "ordered numbers come from a counter row"},
	{"DROP SEQUENCE", "sequence", "ordered numbers come from a counter row"},
	{"CREATE TYPE", "enum", "altering it is an unfinishable job on CockroachDB: TEXT with CHECK (x IN (...))"},
	{"ALTER TYPE", "enum", "altering it is an unfinishable job on CockroachDB: TEXT with CHECK (x IN (...))"},
	{"CREATE FUNCTION", "routine", "the logic lives in Java"},
	{"CREATE PROCEDURE", "routine", "the logic lives in Java"},
	{"CALL", "routine", "the logic lives in Java"},
	{"REFRESH MATERIALIZED VIEW", "materialized-view", "cannot be refreshed in a transaction on CockroachDB"},
	{"TRUNCATE", "maintenance", "is a schema change on CockroachDB: DELETE in bounded batches"},
	{"ANALYZE", "maintenance", "the engines keep their statistics themselves"},
	{"SAVEPOINT", "savepoint", "one transaction is one unit: retry the whole"},
	{"RELEASE", "savepoint", "one transaction is one unit: retry the whole"},
	{"BEGIN", "transaction", "the transactor begins and ends transactions"},
	{"COMMIT", "transaction", "the transactor begins and ends transactions"},
	{"ROLLBACK", "transaction", "the transactor begins and ends transactions"},
	{"SET", "session", "is not rolled back on CockroachDB: give it as an option of the driver"},
	{"RESET", "session", "is not rolled back on CockroachDB: give it as an option of the driver"},
	{"DECLARE", "cursor", "page by key: WHERE id > ? ORDER BY id LIMIT ?"},
	{"FETCH", "cursor", "page by key: WHERE id > ? ORDER BY id LIMIT ?"},
	{"COPY", "copy", "the engines share few of its options"},
	{"LISTEN", "notify", "does not exist on CockroachDB: poll by (seq > last)"},
	{"UNLISTEN", "notify", "does not exist on CockroachDB: poll by (seq > last)"},
	{"NOTIFY", "notify", "does not exist on CockroachDB: poll by (seq > last)"},
	{"CREATE EXTENSION", "extension", "CockroachDB accepts it and does nothing"},
}

// alterTable admits one change that is repeatable by itself.
func (c *checker) alterTable(alter *tree.AlterTable) {
	c.addIf(len(alter.Cmds) != 1, "one-change", "changes %d things: one file holds one change", len(alter.Cmds))
	for _, command := range alter.Cmds {
		switch change := command.(type) {
		case *tree.AlterTableAddColumn:
			c.addIf(!change.IfNotExists, "idempotent", "write ADD COLUMN IF NOT EXISTS")
			c.addedColumn(change.ColumnDef)
		case *tree.AlterTableDropColumn:
			c.drop(change.IfExists, change.DropBehavior)
		case *tree.AlterTableDropConstraint:
			c.drop(change.IfExists, change.DropBehavior)
		case *tree.AlterTableSetDefault, *tree.AlterTableSetNotNull, *tree.AlterTableDropNotNull:
		case *tree.AlterTableSetStorageParams:
			for _, parameter := range change.StorageParams {
				c.addIf(parameter.Key != "fillfactor", "storage-parameter",
					"%s: only fillfactor means something to PostgreSQL and nothing to CockroachDB", parameter.Key)
			}
		case *tree.AlterTableAlterColumnType:
			c.add("column-type", "add a column, copy, and switch")
		case *tree.AlterTableAddConstraint:
			c.add("idempotent", "PostgreSQL has no ADD CONSTRAINT IF NOT EXISTS: write it into CREATE TABLE, or make a "+
				"unique index IF NOT EXISTS")
		case *tree.AlterTableRenameColumn, *tree.AlterTableRenameConstraint:
			c.add("idempotent", "a rename cannot run twice: add, copy, and switch")
		default:
			c.add("alter-table", "%s is not in the dialect", command.TelemetryName())
		}
	}
}

func (c *checker) addedColumn(column *tree.ColumnTableDef) {
	c.addIf(column.Nullable.Nullability == tree.NotNull && column.DefaultExpr.Expr == nil,
		"not-null-default", "column %s is NOT NULL: give it a DEFAULT for the rows that exist", column.Name)
	c.addIf(column.PrimaryKey.IsPrimaryKey, "primary-key", "a primary key never changes")
}
