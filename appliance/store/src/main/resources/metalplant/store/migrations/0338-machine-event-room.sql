ALTER TABLE machine_event SET (fillfactor = 50)
