CREATE INDEX IF NOT EXISTS machine_by_image ON machine (image_id) WHERE image_id <> ''
