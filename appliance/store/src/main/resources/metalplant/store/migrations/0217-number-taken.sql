CREATE TABLE IF NOT EXISTS number_taken (
    pool TEXT NOT NULL,
    number BIGINT NOT NULL,
    holder TEXT NOT NULL,
    holds BIGINT NOT NULL,
    CONSTRAINT number_taken_pk PRIMARY KEY (pool, number)
)
