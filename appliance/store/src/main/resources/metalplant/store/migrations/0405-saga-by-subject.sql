CREATE INDEX IF NOT EXISTS saga_by_subject ON saga (subject)
