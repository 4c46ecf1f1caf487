CREATE INDEX IF NOT EXISTS machine_by_place ON machine (partition_id, rack_id)
