-- Central corrections of an agency's returns of a period that a second steward approved.
SELECT k.id, r.id AS return_id, r.form_id, r.sheet, r.letters, r.more_sheets,
       k.sheet_no, k.excel_row, k.column_name,
       k.original_value, k.corrected_value, k.reason, e.at AS decided_at
FROM registry.correction k
JOIN registry.return r ON r.id = k.return_id
JOIN registry.correction_event e ON e.correction_id = k.id AND e.decision = 'approved'
WHERE r.agency_id = :agency_id AND r.period_key = :period_key
ORDER BY e.seq DESC
