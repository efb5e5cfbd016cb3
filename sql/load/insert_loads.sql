INSERT INTO registry.return_load (return_id, row_count, sums)
SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:counts AS integer[]), CAST(:sums AS jsonb[]))
