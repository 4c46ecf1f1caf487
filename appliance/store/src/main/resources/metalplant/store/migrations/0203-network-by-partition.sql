CREATE INDEX IF NOT EXISTS network_by_partition ON network_entity (partition_id, private_super, underlay)
