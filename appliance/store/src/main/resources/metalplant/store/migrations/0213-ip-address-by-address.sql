CREATE INDEX IF NOT EXISTS ip_address_by_address ON ip_address (address)
