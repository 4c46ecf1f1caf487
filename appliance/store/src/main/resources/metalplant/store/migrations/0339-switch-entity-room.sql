ALTER TABLE switch_entity SET (fillfactor = 50)
