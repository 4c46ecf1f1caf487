CREATE INDEX IF NOT EXISTS size_reservation_by_project ON size_reservation (project_id)
