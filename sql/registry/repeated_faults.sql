-- Faults of workbooks on which something was decided in an earlier period, in the order of the
-- workbooks.
SELECT s.file_name, f.form_id, f.cells, e.kind, e.period_key, e.reason, r.more_sheets
FROM registry.standing_finding f
JOIN registry.submission s ON s.id = f.submission_id
JOIN registry.return r ON r.id = f.return_id
JOIN registry.earlier_reason e ON e.finding_id = f.id
WHERE f.submission_id = ANY (CAST(:submission_ids AS bigint[]))
ORDER BY f.submission_id, f.id
