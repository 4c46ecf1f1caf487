CREATE TABLE IF NOT EXISTS fed_member (
    plant TEXT NOT NULL,
    label TEXT NOT NULL,
    standing TEXT NOT NULL,
    CONSTRAINT fed_member_pk PRIMARY KEY (plant)
)
