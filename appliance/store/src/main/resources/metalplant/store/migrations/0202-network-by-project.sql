CREATE INDEX IF NOT EXISTS network_by_project ON network_entity (project_id)
