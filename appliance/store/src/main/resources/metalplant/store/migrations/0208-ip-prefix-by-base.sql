CREATE INDEX IF NOT EXISTS ip_prefix_by_base ON ip_prefix (lo)
