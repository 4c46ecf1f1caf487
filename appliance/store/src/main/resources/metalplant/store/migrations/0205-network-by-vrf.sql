CREATE INDEX IF NOT EXISTS network_by_vrf ON network_entity (vrf)
