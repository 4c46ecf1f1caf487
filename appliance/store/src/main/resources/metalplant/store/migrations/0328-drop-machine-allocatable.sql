DROP INDEX IF EXISTS machine_allocatable
