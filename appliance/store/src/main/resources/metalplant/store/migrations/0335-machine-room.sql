ALTER TABLE machine SET (fillfactor = 50)
