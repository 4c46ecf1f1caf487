CREATE INDEX IF NOT EXISTS ip_address_in_order ON ip_address (bits, address, prefix_id)
