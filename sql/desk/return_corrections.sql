-- Central corrections of a return with the second steward's decision, newest first.
SELECT k.id, k.sheet_no, k.excel_row, k.column_name, k.original_value, k.corrected_value, k.reason, k.actor,
       k.at, e.decision, e.actor AS decided_by, e.at AS decided_at, e.reason AS decision_reason
FROM registry.correction k
LEFT JOIN LATERAL (
    SELECT e.decision, e.actor, e.at, e.reason FROM registry.correction_event e
    WHERE e.correction_id = k.id AND e.decision <> 'told'
) e ON true
WHERE k.return_id = :return_id
ORDER BY k.id DESC
