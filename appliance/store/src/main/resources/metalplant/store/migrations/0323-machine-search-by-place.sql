CREATE INDEX IF NOT EXISTS machine_search_by_place ON machine_search (partition_id, rack_id)
