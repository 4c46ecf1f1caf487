CREATE UNIQUE INDEX IF NOT EXISTS fed_pool_by_prefix ON fed_pool (prefix_id)
