CREATE INDEX IF NOT EXISTS machine_by_size_and_project ON machine (partition_id, size_id, project_id) WHERE project_id <> ''
