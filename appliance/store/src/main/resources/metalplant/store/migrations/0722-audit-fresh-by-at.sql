CREATE INDEX IF NOT EXISTS audit_fresh_by_at ON audit_fresh (at, id)
