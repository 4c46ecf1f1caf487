CREATE INDEX IF NOT EXISTS machine_doubted ON machine (id) WHERE doubt <> 'NONE'
