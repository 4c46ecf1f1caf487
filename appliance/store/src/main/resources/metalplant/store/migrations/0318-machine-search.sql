CREATE TABLE IF NOT EXISTS machine_search (
    id TEXT NOT NULL,
    partition_id TEXT NOT NULL,
    size_id TEXT NOT NULL,
    rack_id TEXT NOT NULL,
    state TEXT NOT NULL,
    waiting BOOLEAN NOT NULL,
    allocated BOOLEAN NOT NULL,
    project_id TEXT NOT NULL,
    role TEXT NOT NULL,
    hostname TEXT NOT NULL,
    allocation_name TEXT NOT NULL,
    image_id TEXT NOT NULL,
    reclaim_pending BOOLEAN NOT NULL,
    CONSTRAINT machine_search_pk PRIMARY KEY (id)
)
