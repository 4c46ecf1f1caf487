CREATE INDEX IF NOT EXISTS machine_by_project ON machine (project_id, partition_id, size_id, rack_id) WHERE project_id <> ''
