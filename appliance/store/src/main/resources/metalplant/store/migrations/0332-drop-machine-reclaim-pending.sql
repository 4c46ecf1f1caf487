DROP INDEX IF EXISTS machine_reclaim_pending
