CREATE INDEX IF NOT EXISTS machine_search_allocatable ON machine_search (partition_id, size_id, rack_id, id)
    WHERE waiting AND NOT allocated AND state = ''
