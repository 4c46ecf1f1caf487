CREATE INDEX IF NOT EXISTS machine_search_by_hostname ON machine_search (hostname) WHERE hostname <> ''
