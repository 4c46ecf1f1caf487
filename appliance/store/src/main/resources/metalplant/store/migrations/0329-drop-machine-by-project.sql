DROP INDEX IF EXISTS machine_by_project
