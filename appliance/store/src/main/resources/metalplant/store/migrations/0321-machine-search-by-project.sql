CREATE INDEX IF NOT EXISTS machine_search_by_project ON machine_search (project_id, partition_id, size_id, rack_id) WHERE project_id <> ''
