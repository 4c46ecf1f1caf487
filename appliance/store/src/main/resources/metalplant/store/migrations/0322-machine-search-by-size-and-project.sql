CREATE INDEX IF NOT EXISTS machine_search_by_size_and_project ON machine_search (partition_id, size_id, project_id) WHERE project_id <> ''
