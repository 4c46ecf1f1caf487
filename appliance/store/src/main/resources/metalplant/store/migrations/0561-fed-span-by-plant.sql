CREATE INDEX IF NOT EXISTS fed_span_by_plant ON fed_span (plant, id)
