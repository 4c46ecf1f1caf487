CREATE INDEX IF NOT EXISTS switch_connection_by_switch ON switch_connection (switch_id)
