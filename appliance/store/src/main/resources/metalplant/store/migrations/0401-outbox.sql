CREATE TABLE IF NOT EXISTS outbox (
    id UUID NOT NULL,
    topic TEXT NOT NULL,
    what TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    bound BOOLEAN NOT NULL,
    allocation UUID,
    body TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    deadline TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL,
    CONSTRAINT outbox_pk PRIMARY KEY (id),
    CONSTRAINT outbox_state CHECK (state IN ('PENDING', 'SENDING'))
)
