INSERT INTO machine_search (id, partition_id, size_id, rack_id, state, waiting, allocated, project_id, role, hostname,
    allocation_name, image_id, reclaim_pending)
SELECT id, partition_id, size_id, rack_id, state, wait_session <> '', allocation_id IS NOT NULL, project_id, role, hostname,
    allocation_name, image_id, reclaim_pending
FROM machine
ON CONFLICT (id) DO NOTHING
