ALTER TABLE machine_event ADD COLUMN IF NOT EXISTS last_command JSONB
