CREATE INDEX IF NOT EXISTS machine_reclaim_pending ON machine (id) WHERE reclaim_pending
