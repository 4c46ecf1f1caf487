CREATE INDEX IF NOT EXISTS ip_child_by_base ON ip_child (bits, lo)
