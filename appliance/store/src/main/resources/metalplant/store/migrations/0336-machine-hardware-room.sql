ALTER TABLE machine_hardware SET (fillfactor = 50)
