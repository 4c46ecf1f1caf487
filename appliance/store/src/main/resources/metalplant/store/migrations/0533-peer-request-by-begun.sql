CREATE INDEX IF NOT EXISTS peer_request_by_begun ON peer_request (begun)
