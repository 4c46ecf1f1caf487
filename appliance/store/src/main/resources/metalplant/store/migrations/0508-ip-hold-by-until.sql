CREATE INDEX IF NOT EXISTS ip_hold_by_until ON ip_hold (until)
