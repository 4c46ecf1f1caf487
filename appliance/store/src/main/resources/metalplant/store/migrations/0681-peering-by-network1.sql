CREATE INDEX IF NOT EXISTS peering_by_network1 ON peering_entity (network1)
