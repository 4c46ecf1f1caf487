CREATE UNIQUE INDEX IF NOT EXISTS fed_pool_by_base ON fed_pool (bits, lo)
