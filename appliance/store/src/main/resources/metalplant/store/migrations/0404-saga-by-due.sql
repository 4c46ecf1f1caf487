CREATE INDEX IF NOT EXISTS saga_by_due ON saga (due, id)
