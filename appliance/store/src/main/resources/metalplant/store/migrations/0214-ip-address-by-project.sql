CREATE INDEX IF NOT EXISTS ip_address_by_project ON ip_address (project_id)
