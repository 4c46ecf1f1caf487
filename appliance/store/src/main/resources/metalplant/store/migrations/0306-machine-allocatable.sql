CREATE INDEX IF NOT EXISTS machine_allocatable ON machine (partition_id, size_id, rack_id, id)
    WHERE wait_session <> '' AND allocation_id IS NULL AND state = ''
