CREATE INDEX IF NOT EXISTS fed_shared_pending ON fed_shared (place, id) WHERE pending
