package dialect

import "github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree"

// createTable checks what only a whole table can tell.
func (c *checker) createTable(table *tree.CreateTable) {
	c.persistence(table.Persistence)
	c.addIf(table.As(), "table-as", "CREATE TABLE AS has no named primary key: create it, then fill it")
	c.addIf(table.PartitionByTable != nil || table.Locality != nil, "partitioning", "is not in the build we may ship")
	c.addIf(len(table.StorageParams) > 0, "storage-parameter", "the engines share none; expire rows with a job")
	c.addIf(!table.As() && !hasNamedPrimaryKey(table.Defs), "primary-key",
		"%s has no named one: write CONSTRAINT %s_pk PRIMARY KEY (...)", table.Table.Table(), table.Table.Table())
}

func hasNamedPrimaryKey(defs tree.TableDefs) bool {
	for _, def := range defs {
		switch d := def.(type) {
		case *tree.UniqueConstraintTableDef:
			if d.PrimaryKey && d.Name != "" {
				return true
			}
		case *tree.ColumnTableDef:
			if d.PrimaryKey.IsPrimaryKey && d.Unique.ConstraintName != "" {
				return true
			}
		}
	}
	return false
}

func (c *checker) persistence(persistence tree.Persistence) {
	c.addIf(persistence == tree.PersistenceTemporary, "temporary", "temporary tables and views are experimental on CockroachDB")
	c.addIf(persistence == tree.PersistenceUnlogged, "unlogged", "means nothing on CockroachDB")
}

func (c *checker) createIndex(index *tree.CreateIndex) {
	c.addIf(index.Name == "", "index-name", "the engines make up different names: give one")
	c.addIf(index.Concurrently, "concurrently", "cannot run in a transaction on PostgreSQL")
	c.indexParts(index.Sharded, index.PartitionByIndex, index.StorageParams)
}

func (c *checker) indexParts(sharded *tree.ShardedIndexDef, partition *tree.PartitionByIndex, params tree.StorageParams) {
	c.addIf(sharded != nil, "hash-sharded", "USING HASH means something else on each engine")
	c.addIf(partition != nil, "partitioning", "is not in the build we may ship")
	c.addIf(len(params) > 0, "storage-parameter", "the engines share none")
}

func (c *checker) column(column *tree.ColumnTableDef) {
	name := string(column.Name)
	c.addIf(forbiddenColumn(name), "column-name", "%q is a keyword of one of the engines, or needs quotes", name)
	c.addIf(column.IsSerial, "serial", "column %s: the application makes the id", name)
	c.addIf(column.GeneratedIdentity.IsGeneratedAsIdentity, "identity",
		"column %s: ordered numbers come from a counter row", name)
	c.addIf(column.Computed.Virtual, "virtual-column", "column %s: PostgreSQL 17 has only STORED ones", name)
	c.addIf(column.OnUpdateExpr.Expr != nil, "on-update", "column %s: ON UPDATE is known to CockroachDB only", name)
	c.addIf(column.Hidden, "hidden-column", "column %s: NOT VISIBLE is known to CockroachDB only", name)
	c.addIf(column.Family.Create || column.Family.Name != "", "column-family", "are known to CockroachDB only")
	c.addIf(column.PrimaryKey.Sharded, "hash-sharded", "USING HASH means something else on each engine")
	c.references(column.References.Actions)
	if !column.IsSerial {
		c.typeName(column.Type)
	}
}

// references admits the actions that behave alike on both engines.
func (c *checker) references(actions tree.ReferenceActions) {
	c.addIf(actions.Delete == tree.SetNull || actions.Delete == tree.SetDefault,
		"foreign-key", "ON DELETE RESTRICT or CASCADE")
	c.addIf(actions.Update != tree.NoAction && actions.Update != tree.Restrict,
		"foreign-key", "a primary key never changes, so nothing follows its update")
}
