SELECT c.id, c.return_id, c.sheet_no, c.excel_row, c.column_name, c.original_value, c.corrected_value,
    c.reason, c.actor, c.at, d.decision, d.actor AS decided_by, d.at AS decided_at,
    d.reason AS decision_reason, t.at AS told_at
FROM registry.correction c
LEFT JOIN registry.correction_event d ON d.correction_id = c.id AND d.decision <> 'told'
LEFT JOIN registry.correction_event t ON t.correction_id = c.id AND t.decision = 'told'
WHERE c.id = :correction_id
