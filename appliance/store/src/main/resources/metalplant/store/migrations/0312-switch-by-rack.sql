CREATE INDEX IF NOT EXISTS switch_by_rack ON switch_entity (partition_id, rack_id)
