CREATE TABLE IF NOT EXISTS machine_event (
    id TEXT NOT NULL,
    liveliness TEXT NOT NULL,
    last_event_time TIMESTAMPTZ,
    crash_loop BOOLEAN NOT NULL,
    failed_reclaim BOOLEAN NOT NULL,
    last_error JSONB,
    log JSONB NOT NULL,
    revision BIGINT NOT NULL,
    CONSTRAINT machine_event_pk PRIMARY KEY (id)
)
