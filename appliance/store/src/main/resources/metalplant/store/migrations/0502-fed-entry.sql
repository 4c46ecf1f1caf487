CREATE TABLE IF NOT EXISTS fed_entry (
    ledger TEXT NOT NULL,
    seq BIGINT NOT NULL,
    entry_hash BYTEA NOT NULL,
    entry BYTEA NOT NULL,
    CONSTRAINT fed_entry_pk PRIMARY KEY (ledger, seq)
)
