CREATE INDEX IF NOT EXISTS machine_by_hostname ON machine (hostname) WHERE hostname <> ''
