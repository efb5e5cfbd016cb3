-- the last report of a period, whatever became of it
SELECT max(id) FROM release.release WHERE period_key = :period_key
