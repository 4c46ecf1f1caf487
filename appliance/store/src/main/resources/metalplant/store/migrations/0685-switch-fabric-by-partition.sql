CREATE INDEX IF NOT EXISTS switch_fabric_by_partition ON switch_fabric (partition_id)
