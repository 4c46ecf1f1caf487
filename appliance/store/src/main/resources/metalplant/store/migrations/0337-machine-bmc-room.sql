ALTER TABLE machine_bmc SET (fillfactor = 50)
