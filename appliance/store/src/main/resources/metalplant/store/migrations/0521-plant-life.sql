CREATE TABLE IF NOT EXISTS plant_life (
    name TEXT NOT NULL,
    counter BIGINT NOT NULL,
    nonce UUID NOT NULL,
    mark BIGINT NOT NULL,
    restored TIMESTAMPTZ,
    why TEXT NOT NULL,
    newcomers_held BOOLEAN NOT NULL,
    addresses_held BOOLEAN NOT NULL,
    CONSTRAINT plant_life_pk PRIMARY KEY (name)
)
