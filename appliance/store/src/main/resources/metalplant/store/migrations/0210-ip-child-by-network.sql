CREATE INDEX IF NOT EXISTS ip_child_by_network ON ip_child (network_id)
