CREATE INDEX IF NOT EXISTS ip_prefix_by_network ON ip_prefix (network_id)
