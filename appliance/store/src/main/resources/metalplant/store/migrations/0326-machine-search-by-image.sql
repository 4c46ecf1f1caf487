CREATE INDEX IF NOT EXISTS machine_search_by_image ON machine_search (image_id) WHERE image_id <> ''
