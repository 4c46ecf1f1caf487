CREATE INDEX IF NOT EXISTS machine_search_waiting ON machine_search (id) WHERE waiting
