CREATE INDEX IF NOT EXISTS ip_tag_by_address ON ip_tag (prefix_id, address)
