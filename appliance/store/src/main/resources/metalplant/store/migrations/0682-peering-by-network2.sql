CREATE INDEX IF NOT EXISTS peering_by_network2 ON peering_entity (network2)
