-- The first day of operation.
SELECT live_from FROM mart.operation
