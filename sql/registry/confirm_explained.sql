-- Take in the reasons that officers wrote beside warnings of the version before. "Như kỳ trước"
-- stands for the reason that was accepted in the earlier period, as the list told the officer.
INSERT INTO registry.confirmation (return_id, rule_id, column_name, row_key, reason, actor)
SELECT DISTINCT f.return_id, f.rule_id, f.column_name, f.row_key,
    CASE WHEN normalize(x.reason) ~* '^\W*nh[ưƯ] k[ỳỲ] tr[ưƯ][ớỚ]c\W*$'
        THEN coalesce(e.reason, x.reason) ELSE x.reason END,
    r.agency_id
FROM registry.standing_finding f
JOIN registry.return r ON r.id = f.return_id
JOIN registry.explanation x ON x.submission_id = f.submission_id
    AND x.finding_key = r.form_id || '|' || f.rule_id || '|' || f.column_name || '|' || f.row_key
LEFT JOIN registry.earlier_reason e ON e.finding_id = f.id AND e.kind = 'confirmed'
WHERE f.return_id = ANY (CAST(:ids AS bigint[])) AND f.severity = 'warning'
