-- Proposed corrections on which nobody has decided, oldest first.
SELECT k.id, k.return_id, r.agency_id, r.form_id, r.period_key, r.sheet, r.letters, r.more_sheets,
       k.sheet_no, k.excel_row,
       k.column_name, k.original_value, k.corrected_value, k.reason, k.actor, k.at
FROM registry.correction k
JOIN registry.return r ON r.id = k.return_id
WHERE NOT EXISTS (
    SELECT FROM registry.correction_event e WHERE e.correction_id = k.id AND e.decision <> 'told'
)
ORDER BY k.id
LIMIT 200
