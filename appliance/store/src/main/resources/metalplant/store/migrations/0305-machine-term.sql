CREATE TABLE IF NOT EXISTS machine_term (
    term TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    CONSTRAINT machine_term_pk PRIMARY KEY (term, machine_id)
)
