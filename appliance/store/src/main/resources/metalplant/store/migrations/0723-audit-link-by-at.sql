CREATE INDEX IF NOT EXISTS audit_link_by_at ON audit_link (at, number)
