CREATE INDEX IF NOT EXISTS peer_request_by_plant ON peer_request (plant, begun)
