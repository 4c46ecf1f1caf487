CREATE INDEX IF NOT EXISTS size_reservation_by_size ON size_reservation (size_id)
