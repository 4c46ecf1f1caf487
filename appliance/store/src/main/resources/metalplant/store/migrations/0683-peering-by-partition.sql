CREATE INDEX IF NOT EXISTS peering_by_partition ON peering_entity (partition_id)
