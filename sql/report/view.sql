-- a mart that needs no order of its own: by its columns, the first first
SELECT v.* FROM mart.{view} v WHERE v.period_key = :period_key ORDER BY v
