CREATE INDEX IF NOT EXISTS network_by_parent ON network_entity (parent_id)
