CREATE INDEX IF NOT EXISTS machine_search_reclaim_pending ON machine_search (id) WHERE reclaim_pending
